#pragma once
#include "store/model/id.h"
#include "store/model/instant.h"
#include "store/model/words.h"
#include <string>

namespace store {

enum class NoticeKind {
    Queued,
    Delivered,
    Read,
    Replied,
    Failed,
    FailReport,
    StandDown,
    KeyWord,
    Export,
    Code
};

template <>
struct Words<NoticeKind> {
    static constexpr std::array table{std::pair{NoticeKind::Queued, "queued"},
                                      std::pair{NoticeKind::Delivered, "delivered"},
                                      std::pair{NoticeKind::Read, "read"},
                                      std::pair{NoticeKind::Replied, "replied"},
                                      std::pair{NoticeKind::Failed, "failed"},
                                      std::pair{NoticeKind::FailReport, "fail_report"},
                                      std::pair{NoticeKind::StandDown, "stand_down"},
                                      std::pair{NoticeKind::KeyWord, "keyword"},
                                      std::pair{NoticeKind::Export, "export"},
                                      std::pair{NoticeKind::Code, "code"}};
};

/// How it reaches whom it is for: kept for the originator's ClientQuery, pushed by WCTP, mailed, as
/// a text to a phone, said by a call, to a pager, by another gateway, or shown by a device.
enum class NoticeWay { Query, WctpPush, Email, Sms, Ivr, Snpp, WctpPeer, Push };

template <>
struct Words<NoticeWay> {
    static constexpr std::array table{std::pair{NoticeWay::Query, "query"},
                                      std::pair{NoticeWay::WctpPush, "wctp_push"},
                                      std::pair{NoticeWay::Email, "email"},
                                      std::pair{NoticeWay::Sms, "sms"},
                                      std::pair{NoticeWay::Ivr, "ivr"},
                                      std::pair{NoticeWay::Snpp, "snpp"},
                                      std::pair{NoticeWay::WctpPeer, "wctp_peer"},
                                      std::pair{NoticeWay::Push, "push"}};
};

/// What the originator is owed, or a recipient is told besides its page (StandDown, KeyWord, Code).
/// All but those of way Query are carried by a delivery.
struct Notice {
    NoticeId id;
    MessageId message;
    PageId page;             ///< not valid: about the message as a whole
    ContactId contact;       ///< who it is about; not valid with `page`
    EscalationId escalation; ///< FailReport: of which escalation
    NoticeKind kind = NoticeKind::Queued;
    NoticeWay way = NoticeWay::Query;
    std::string address; ///< to whom, Push: which device; none for Query and WctpPush. Encrypted
    ReplyId reply;       ///< Replied: which one
    int error_code = 0;  ///< Failed: a WCTP code, 500, 501 ...
    std::string reason;  ///< Failed: one line without names or text of the message. StandDown,
                         ///< KeyWord: what is said, as little. Code: the code's id. Export: why
                         ///< it goes without its files; empty: with them
    Instant at{};
    SourceId poller;      ///< valid: it waits until this source polls, unless a push is taken first
    NoticeId digest;      ///< valid: it is told in the mail of that one
    bool gathers = false; ///< others may be told in its mail
    bool operator==(const Notice&) const = default;
};

} // namespace store
