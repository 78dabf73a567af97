#pragma once
#include "relay/core/content_policy.h"
#include "relay/core/pin.h"
#include "store/model/delivery.h"
#include "store/model/protected_text.h"
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace relay::channels {

/// The gateway has it. `reference` is its handle for later receipts.
struct Accepted {
    std::string reference;
    std::string detail;
    std::vector<std::string> parts{}; ///< a long text's further handles, each with its own receipt
    std::string provider{};           ///< which of several gateways has it; empty: the only one
    bool is_degraded = false; ///< it keeps it and cannot send it on now: whatever comes next waits
    bool operator==(const Accepted&) const = default;
};

/// Whose fault a refusal is, hence what to try next. CHANNELS.md 1.3 error classes.
enum class Blame {
    Detail,   ///< this phone or mail address: bad, unreachable or opted out
    Provider, ///< this gateway: credentials, configuration, filtered
    Message   ///< this message: too big, expired
};

/// For ever: the same try would fail again.
struct Refused {
    Blame blame = Blame::Provider;
    std::string code;            ///< the gateway's own; may travel to the originator
    std::string detail;          ///< for the operator
    bool is_bad_address = false; ///< Detail: the gateway says that there is no such address
    bool is_locked = false;      ///< it does not let us in, or not with our sender: a matter for IT
    bool operator==(const Refused&) const = default;
};

/// Not now. Nothing was sent.
struct Busy {
    std::string code;
    std::string detail;
    std::optional<store::Millis> retry_after;
    bool is_ill =
        false; ///< the gateway's own trouble, or nobody there: whatever comes next fails too
    bool is_throttled = false; ///< we are too fast for it
    bool operator==(const Busy&) const = default;
};

/// It may have arrived: the connection was lost after the point of no return.
struct Unclear {
    std::string code;
    std::string detail;
    bool operator==(const Unclear&) const = default;
};

using Outcome = std::variant<Accepted, Refused, Busy, Unclear>;

/// A file that goes with a mail.
struct FileOut {
    std::string name;
    std::string type; ///< such as "text/csv; charset=utf-8"
    core::ReleasedText content;
    bool operator==(const FileOut&) const = default;
};

/// What became of a mail's recipient, for programs (RFC 3464).
struct MailReport {
    std::string recipient; ///< as the mail named it, or who of a group: a local part, or an address
    store::Instant arrived{};
    store::Instant at{};
    bool has_failed = false;          ///< else it is delivered
    std::string why;                  ///< words of ours; may be empty
    std::string envelope_id{};        ///< the sender's ENVID; may be empty
    std::string original_recipient{}; ///< the sender's ORCPT, "type;address"; may be empty
    core::ReleasedReturn returned{};  ///< what goes back of the mail
    bool operator==(const MailReport&) const = default;
};

/// A page, copy or notice for a person's phone or mailbox.
struct TextOut {
    std::string to; ///< E.164 or mail address
    core::ReleasedText subject;
    core::ReleasedText text;
    std::string in_reply_to; ///< email: Message-ID of the mail that it answers; may be empty
    /// email: a program's words: nothing is asked of the reader, and without report_mark the
    /// envelope sender is null
    bool automatic = false;
    std::string
        report_mark{}; ///< email: by which a report on it finds us; empty: the delivery's id
    std::string answer_mark{}; ///< email: by which an answer to it finds us; empty: none is asked
    std::vector<FileOut> files{};       ///< email
    std::optional<MailReport> report{}; ///< email: it reports on a mail that came in
    std::string sealed{}; ///< email: made by sealed_mail(), goes instead of `text` and `files`
    bool operator==(const TextOut&) const = default;
};

/// A page for who takes pages as such, with choices and answers of their own: a paging terminal or
/// another WCTP gateway.
struct PageOut {
    std::string to; ///< what that side calls the person
    core::ReleasedText text;
    std::vector<core::ReleasedText> choices; ///< of the message, go with its own words
    bool may_answer = true;                  ///< the originator takes answers
    std::vector<core::ReleasedFile> files{}; ///< what of them the page cannot carry it names
    bool operator==(const PageOut&) const = default;
};

/// A WCTP document for the originator's callback.
struct WctpOut {
    std::string url;
    std::vector<std::string>
        networks; ///< CIDR the host may resolve to; empty: public addresses only
    std::string document;
    store::PeerTls tls{};
    bool operator==(const WctpOut&) const = default;
};

/// The message's own words, for a call to a contact whose words may not leave in full.
struct SealedCall {
    store::ProtectedText text;
    std::vector<store::ProtectedText> choices;
    /// Is this the contact's PIN? Asked during the call, from a worker thread, three times at most;
    /// constant in time. Empty: the words are never spoken.
    std::function<core::PinVerdict(const std::string& digits)> pin;
};

/// A page that is spoken and answered by keys.
struct CallOut {
    std::string to;              ///< E.164, or an extension
    core::ReleasedText greeting; ///< who calls, for whom; whoever answers hears it. Empty: ours
    core::ReleasedText text;     ///< heard once a key was pressed
    bool is_message = false;     ///< `text` is the message's own; else a stub that speaks of it
    bool may_accept = false;     ///< a stub's: one key accepts the page, whose words are elsewhere
    std::vector<core::ReleasedText> choices; ///< of the message, go with `text`; empty: "accept"
    std::optional<SealedCall> sealed;        ///< instead of `text` and `choices`, after the PIN
    std::string language = "en-us";          ///< what the speech program calls its voice
    /// Has it been taken by another way, or by somebody else? Asked once a second during the call,
    /// with how far the call itself has brought the page; may be empty.
    std::function<bool(store::Progress reached)> is_taken;
};

/// A word to one of the contact's devices that a page waits. Holds nothing of the message.
struct PushOut {
    std::string endpoint;   ///< of the push service, RFC 8030
    std::string public_key; ///< of the device, RFC 8291: p256dh, base64url
    std::string secret;     ///< shared with the device: auth, base64url
    std::string payload;    ///< sealed for the device by the channel
    std::string topic;      ///< a later one takes the place of one not yet fetched
    bool operator==(const PushOut&) const = default;
};

using Payload = std::variant<TextOut, WctpOut, CallOut, PushOut, PageOut>;

/// One attempt. Everything a channel needs; it looks nothing up.
struct Outgoing {
    store::DeliveryId
        delivery; ///< stable over retries: Message-ID and idempotency key come from it
    int attempt = 1;
    store::Channel channel = store::Channel::Email;
    store::Priority priority = store::Priority::Normal;
    store::Instant now{};                  ///< for Date headers
    std::optional<store::Instant> expires; ///< the gateway must not deliver later
    Payload payload;
};

class Asker;

/// A way out of the house. Knows no store and no engine.
///
/// `send` blocks until the gateway answered or the channel's own deadline passed; it never throws
/// for a gateway's failure. Called from several worker threads at once.
class Channel {
public:
    virtual ~Channel() = default;
    virtual Outcome send(const Outgoing& outgoing) = 0;
    virtual std::string_view provider() const = 0; ///< name in the configuration
    virtual int parallel() const { return 2; }     ///< how many sends at once make sense
    /// By which the peer is asked what became of its pages, where it does not say so by itself.
    virtual Asker* asker() { return nullptr; }
    /// Ends what it does by itself; nothing is sent or heard afterwards. A second call does
    /// nothing.
    virtual void close() {}
};

} // namespace relay::channels
