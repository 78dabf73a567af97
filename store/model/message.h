#pragma once
#include "store/model/id.h"
#include "store/model/instant.h"
#include "store/model/priority.h"
#include "store/model/protected_text.h"
#include "store/model/source.h"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace store {

/// What the originator asked to be told. WCTP wctp-MessageControl notifyWhen...
struct NotifyFlags {
    bool queued = false;
    bool delivered = false;
    bool read = false;
    bool operator==(const NotifyFlags&) const = default;
};

/// How much of a mail its sender wants back with a report of failure (RFC 3461 4.3, RET).
enum class ReturnedPart { Unsaid, Headers, Full };

/// What the sender of a mail asked of the reports on it (RFC 3461). All empty: nothing, and the
/// contact's settings decide.
struct ReportWish {
    bool is_said = false; ///< NOTIFY was there; without any of the below it was NEVER
    bool success = false;
    bool failure = false;
    bool delay = false;
    /// A program wrote the mail: it is told what NOTIFY asked for, and nothing that is for people.
    bool is_of_machine = false;
    ReturnedPart returned = ReturnedPart::Unsaid;
    std::string envelope_id;        ///< ENVID, decoded: up to 100 characters; may be empty
    std::string original_recipient; ///< ORCPT, decoded: "type;address", up to 500; may be empty
    bool operator==(const ReportWish&) const = default;
};

/// One answer to choose from. WCTP wctp-Choice, wctp-ChoicePair: `reply` goes back to the
/// originator.
struct Choice {
    std::string send;
    std::string reply;
    bool operator==(const Choice&) const = default;
};

/// A file that came with a message: an attachment of a mail, a picture of an alarm (WCTP
/// wctp-IHEWCMImage). Files have the numbers 1, 2, ... in the order in which they stand.
struct MessageFile {
    std::string name; ///< a safe base name, see mail::safe_file_name(); never empty
    std::string type; ///< media type, lower case, without parameters
    std::int64_t bytes = 0;
    ProtectedText content{}; ///< to be stored; not there when read with the message, see
                             ///< MessageRepository::file()
    bool operator==(const MessageFile&) const = default;
};

/// What was submitted, once, unchanging.
struct Message {
    MessageId id;
    SourceId source;
    PrincipalId principal;
    Door door = Door::Wctp;
    std::string originator; ///< as on the wire: senderID, mail address, token name
    std::string recipient;  ///< the OPID it names, as on the wire
    std::string
        reference; ///< the originator's own id: WCTP messageID, mail Message-ID; may be empty
    std::string transaction;  ///< WCTP transactionID; may be empty
    std::string respond_to;   ///< WCTP sendResponsesToID; may be empty
    std::string wctp_version; ///< version the peer spoke; empty for other doors
    std::string wctp_token;   ///< WCTP wctpToken, echoed
    std::string tracking; ///< WCTP transient clients: our handle, 16 characters, random; else empty
    std::string misc_info; ///< WCTP miscInfo of enterprise senders, for routing rules
    Priority priority = Priority::Normal;
    bool allow_response = true;
    bool preformatted = false;
    NotifyFlags notify;
    ProtectedText subject;
    ProtectedText body;
    std::vector<Choice> choices; ///< stored encrypted, like the body
    Instant accepted{};
    std::optional<Instant> submitted;  ///< the originator's own time stamp
    std::optional<Instant> not_before; ///< WCTP deliveryAfter
    std::optional<Instant> expires;    ///< WCTP deliveryBefore: nothing is sent after it
    std::string status_email;          ///< mail address that is told the statuses; empty: none
    std::optional<Instant> recalled;   ///< called off: nothing more of it is sent
    int hops = 0;                      ///< relays it came through; a loop ends at the limit
    /// WCTP wctp-IHEPCDACM, written: goes back with statuses and replies. Encrypted like the body.
    ProtectedText alert{};
    std::vector<MessageFile> files{}; ///< names and contents stored encrypted, like the body
    ReportWish report{};              ///< of mail; stored encrypted
    /// Of mail whose sender wants something of it back: fields that tell it from others, as they go
    /// out, with CR LF, up to 4 KiB. Encrypted like the body.
    ProtectedText mail_header{};
    bool operator==(const Message&) const = default;
};

} // namespace store
