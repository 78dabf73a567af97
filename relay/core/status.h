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
    std::string address;     ///< way Email
    store::Millis digest{0}; ///< in one mail with others of that time; 0: by itself
    bool is_asked = false;   ///< its sender asked for this very mail (NOTIFY): it is never held
    bool operator==(const OwedNotice&) const = default;
};

/// Which notice a stage of a page amounts to: Accepted is "queued" in WCTP's words.
store::NoticeKind notice_kind(store::Progress stage);

/// What the originator is told when a page of `contact` reached `stage` (U.5, U.13, S0.31, S0.32).
///
/// By WCTP exactly the flags asked for; replies where a response is allowed; failures always.
/// `source` is null when it was removed since. By mail every stage where the contact has it on, but
/// delivered and failed as NOTIFY says, where the sender has said it (RFC 3461 4.1). Failures, and
/// deliveries that were asked for, go by themselves.
std::vector<OwedNotice> notices(const store::Message& message, const store::Contact& contact,
                                const store::Source* source, store::Progress stage);

/// How an escalation that nobody answered came to its end.
struct EscalationEnd {
    bool reached_somebody = false; ///< somebody's device had it
    bool tells_people = false;     ///< one of those paged has status mails on
};

/// What the originator is told of that: by WCTP always; by mail where its sender asked to be told
/// of failures and nobody's device had it, and where it asked for nothing, as the contacts say.
/// Empty: nothing.
std::optional<OwedNotice> notice_of_end(const store::Message& message, const store::Source* source,
                                        const EscalationEnd& end);

/// What the sender of a mail is told of a recipient that was accepted and then not taken; no
/// contact's setting is asked, since there is none. Empty: nothing.
std::optional<OwedNotice> notice_of_refusal(const store::Message& message);

/// How a WCTP originator is told: a transient client asks for its events; an enterprise host hears
/// by push, if its source has a callback.
store::NoticeWay wctp_way(const store::Message& message, const store::Source* source);

/// Who may fetch what the originator is told by polling; not valid: nobody.
store::SourceId poller_of(const store::Message& message, const store::Source* source);

} // namespace relay::core
