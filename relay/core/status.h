#pragma once
#include "store/model/contact.h"
#include "store/model/message.h"
#include "store/model/notice.h"
#include "store/model/source.h"
#include <optional>
#include <string>
#include <vector>

namespace relay::core {

/// A notice that is owed, before it has its ids.
struct OwedNotice {
    store::NoticeKind kind = store::NoticeKind::Queued;
    store::NoticeWay way = store::NoticeWay::Query;
    std::string address; ///< way Email
    bool operator==(const OwedNotice&) const = default;
};

/// Which notice a stage of a page amounts to: Accepted is "queued" in WCTP's words.
store::NoticeKind notice_kind(store::Progress stage);

/// What the originator is told when a page of `contact` reached `stage` (U.5, U.13, S0.31, S0.32).
///
/// By WCTP exactly the flags asked for; replies where a response is allowed; failures always.
/// `source` is null when it was removed since. By mail every stage where the contact has it on.
std::vector<OwedNotice> notices(const store::Message& message, const store::Contact& contact,
                                const store::Source* source, store::Progress stage);

/// How a WCTP originator is told: a transient client asks for its events; an enterprise host hears
/// by push, if its source has a callback.
store::NoticeWay wctp_way(const store::Message& message, const store::Source* source);

/// Who may fetch what the originator is told by polling; not valid: nobody.
store::SourceId poller_of(const store::Message& message, const store::Source* source);

} // namespace relay::core
