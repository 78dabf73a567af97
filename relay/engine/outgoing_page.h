#pragma once
#include "relay/engine/outgoing.h"
#include "store/model/notice.h"

namespace relay::engine {

/// What a page goes out as is made from.
struct PageMaterial {
    const House& house;
    store::Connection& connection;
    const store::Delivery& delivery;
    const store::Contact& contact;
    const store::Message& message;
    const store::Page& page;
};

/// The delivery, as channels know it; without a payload.
channels::Outgoing envelope(const House& house, const store::Delivery& delivery);

/// The words for a stub, with a link of this delivery's own to where the page can be read with the
/// contact's PIN; without one where there is no address to link to. The link is in the store when
/// this returns; asks the writer, so throws as it does.
core::StubWords words_with_link(const PageMaterial& of);

/// A call to `number`. Where the contact's text may not leave in full and there is a PIN to ask
/// for, with the message's own words behind it; refused where that PIN was wrong too often, so that
/// the next channel does not wait.
Prepared prepare_call(const PageMaterial& of, std::string number);

/// A mail to `address`; `mark` stands before its subject. What may not leave in full
/// is encrypted for the contact where the rules say so and its certificate allows it, else the
/// stub, and the ledger says which and why before this returns.
Prepared prepare_mail(const PageMaterial& of, std::string address, std::string_view mark);

/// A mail with all that was said to and by the notice's contact: as files, encrypted, or with a
/// word on where to fetch it, by the rules of prepare_mail().
Prepared prepare_export(const House& house, store::Connection& connection,
                        const store::Delivery& delivery, const store::Notice& notice);

/// A word to the device that the delivery names, with a receipt of its own in the store by which
/// the device says that it showed it.
Prepared prepare_push(const House& house, store::Connection& connection,
                      const store::Delivery& delivery);

/// That a page which the device may have shown needs nobody any more. Takes the place of one that
/// was not fetched yet; the device says nothing back.
Prepared prepare_push_notice(const House& house, store::Connection& connection,
                             const store::Delivery& delivery, const store::Notice& notice);

} // namespace relay::engine
