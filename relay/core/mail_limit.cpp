#include "relay/core/mail_limit.h"
#include <algorithm>
#include <cstdlib>

namespace relay::core {

bool is_status_mail(const store::Notice& notice)
{
    if (notice.way != store::NoticeWay::Email)
        return false;
    switch (notice.kind) {
    case store::NoticeKind::Queued:
    case store::NoticeKind::Delivered:
    case store::NoticeKind::Read:
    case store::NoticeKind::Replied:
    case store::NoticeKind::Failed:
        return true;
    case store::NoticeKind::FailReport:
    case store::NoticeKind::StandDown:
    case store::NoticeKind::KeyWord:
    case store::NoticeKind::Export:
    case store::NoticeKind::Code:
        return false;
    }
    std::abort(); // a value that is no enumerator
}

bool is_urgent_status(const store::Notice& notice)
{
    return notice.kind == store::NoticeKind::Failed || notice.kind == store::NoticeKind::Replied;
}

std::optional<store::Instant> status_mail_at(store::Instant now,
                                             const std::optional<store::Instant>& earlier,
                                             const MailLimit& limit, store::Millis longest)
{
    if (limit.most == 0 || !earlier)
        return now;
    const auto at = std::max(now, *earlier + limit.within);
    return at - now < longest ? std::optional(at) : std::nullopt;
}

} // namespace relay::core
