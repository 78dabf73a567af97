#pragma once
#include "relay/engine/outgoing.h"

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

/// A call to `number`. Where the contact's text may not leave in full and there is a PIN to ask
/// for, with the message's own words behind it; refused where that PIN was wrong too often, so that
/// the next channel does not wait.
Prepared prepare_call(const PageMaterial& of, std::string number);

} // namespace relay::engine
