#pragma once
#include "store/model/id.h"
#include "store/model/instant.h"
#include "store/model/words.h"
#include <string>

namespace store {

enum class NoticeKind { Queued, Delivered, Read, Replied, Failed, FailReport };

template <>
struct Words<NoticeKind> {
    static constexpr std::array table{
        std::pair{NoticeKind::Queued, "queued"}, std::pair{NoticeKind::Delivered, "delivered"},
        std::pair{NoticeKind::Read, "read"},     std::pair{NoticeKind::Replied, "replied"},
        std::pair{NoticeKind::Failed, "failed"}, std::pair{NoticeKind::FailReport, "fail_report"}};
};

/// How it reaches the originator: kept for its ClientQuery, pushed by WCTP, or mailed.
enum class NoticeWay { Query, WctpPush, Email };

template <>
struct Words<NoticeWay> {
    static constexpr std::array table{std::pair{NoticeWay::Query, "query"},
                                      std::pair{NoticeWay::WctpPush, "wctp_push"},
                                      std::pair{NoticeWay::Email, "email"}};
};

/// What the originator is owed. Those of way WctpPush and Email are carried by a delivery.
struct Notice {
    NoticeId id;
    MessageId message;
    PageId page;             ///< not valid: about the message as a whole
    ContactId contact;       ///< who it is about; not valid with `page`
    EscalationId escalation; ///< FailReport: of which escalation
    NoticeKind kind = NoticeKind::Queued;
    NoticeWay way = NoticeWay::Query;
    std::string address; ///< Email: to whom; stored encrypted
    ReplyId reply;       ///< Replied: which one
    int error_code = 0;  ///< Failed: a WCTP code, 500, 501 ...
    std::string reason;  ///< Failed: one line without names or text of the message
    Instant at{};
    bool operator==(const Notice&) const = default;
};

} // namespace store
