#pragma once
// The client side of SMTP on a connection that has been greeted (and secured) already: pure
// bytes in, bytes out. One transaction at a time, any number of them one after another.
#include "mail/address.h"
#include "mail/reply.h"
#include "mail/reply_reader.h"
#include "mail/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// What a server said to EHLO.
struct SmtpOffer {
    bool pipelining = false;
    bool eight_bit = false;
    bool dsn = false;
    bool size = false;
    std::uint64_t max_bytes = 0; ///< 0: no limit stated
    friend bool operator==(const SmtpOffer&, const SmtpOffer&) = default;
};

SmtpOffer parse_offer(const Reply& ehlo);

/// RFC 3461; used only where the server offers DSN.
struct DsnRequest {
    std::string envelope_id; ///< letters, digits, '.', '-' only: xtext comes back altered
    bool on_success = false; ///< failure and delay are always asked for
    std::string notify{};    ///< what is asked for instead, as it is written: "NEVER"
};

struct SmtpDelivery {
    std::optional<Address> sender;   ///< empty: "<>"
    std::vector<Address> recipients; ///< at least one
    std::string message;             ///< as compose() returns it, not dot-stuffed
    std::optional<DsnRequest> dsn;
};

enum class SmtpOutcome {
    Accepted, ///< the server has it, for at least one recipient
    Refused,  ///< for ever
    Busy,     ///< later; also whenever we do not understand the server
    Unclear,  ///< lost behind the final dot: it may have arrived
};

struct RecipientAnswer {
    Address recipient;
    Reply reply; ///< to RCPT; code 0 when the server never got to it
};

struct SmtpResult {
    SmtpOutcome outcome = SmtpOutcome::Busy;
    Reply reply; ///< the one that decided; its text holds the queue id when accepted.
                 ///< Code 0: no reply of the server decided, the text says what did.
    std::vector<RecipientAnswer> recipients;
};

/// Not thread-safe. Time is the owner's: when patience ends, call lost().
class SmtpClientSession {
public:
    /// `own_name` is said in EHLO, which comes before the first MAIL since whoever opened
    /// the connection seldom keeps the server's offer.
    explicit SmtpClientSession(std::string own_name);
    /// For an owner that has seen the offer: no EHLO of ours.
    SmtpClientSession(std::string own_name, SmtpOffer offer);

    /// The bytes to send first. Fails when a transaction is running, the connection is not
    /// usable any more, or the delivery itself is impossible (no recipient, bad envelope id).
    Result<std::string> start(SmtpDelivery delivery);

    /// Feed what the server said; the result is what to send next, often nothing.
    std::string take(std::string_view bytes);

    /// The connection broke or timed out: ends the running transaction, if any.
    void lost(std::string_view why);

    bool is_done() const noexcept { return step_ == Step::Idle; }
    const SmtpResult& result() const noexcept { return result_; } ///< when is_done()
    /// False after 421, garbage or loss: close the connection and open another.
    bool is_usable() const noexcept { return usable_; }
    const SmtpOffer& offer() const noexcept { return offer_; }

    static std::string quit() { return "QUIT\r\n"; }

private:
    enum class Step { Idle, Ehlo, Helo, Reset, Mail, Rcpt, Data, Text };

    std::string begin();
    std::string mail_line() const;
    std::string rcpt_line(const Address& recipient) const;
    std::string envelope_lines();
    std::string obey(const Reply& reply);
    std::string after_ehlo(const Reply& reply);
    std::string after_mail(const Reply& reply);
    std::string after_rcpt(const Reply& reply);
    std::string after_data(const Reply& reply);
    std::string next_after_rcpt();
    void after_text(const Reply& reply);
    void finish(SmtpOutcome outcome, Reply reply);
    void refuse_locally(std::string enhanced, std::string text);
    void judge(const Reply& reply);
    std::size_t accepted_recipients() const;
    Reply worst_recipient_reply() const;

    std::string own_name_;
    SmtpOffer offer_;
    bool offer_known_ = false;
    bool usable_ = true;
    bool needs_reset_ = false;
    Step step_ = Step::Idle;
    SmtpDelivery delivery_;
    std::optional<Reply> mail_refusal_;
    ReplyReader reader_;
    SmtpResult result_;
};

} // namespace mail
