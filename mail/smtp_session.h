#pragma once
// The server side of one SMTP conversation (RFC 5321), without socket, clock and store.
//
// The owner of the socket feeds bytes and does what comes back, in order. Look-ups in
// memory (may this sender, do we know this recipient) are asked through SmtpPolicy in the
// middle of take(); the one answer that needs a commit, the 250 behind a message, is
// given later through accepted(). Nothing is said about time: the owner has the deadlines.
#include "mail/chunk_reader.h"
#include "mail/command.h"
#include "mail/data_reader.h"
#include "mail/envelope.h"
#include "mail/reply.h"
#include "mail/sasl.h"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mail {

struct SmtpLimits {
    std::size_t message_bytes = 10 * 1024 * 1024; ///< as stored; announced as SIZE
    std::size_t command_bytes = 2048;             ///< RFC 5321 4.5.3.1.4 asks for 512
    std::size_t recipients = 1000;                ///< RFC 5321 4.5.3.1.8 asks for 100
    int errors_slow = 10;                         ///< from here each refusal is delayed
    int errors_close = 20;                        ///< here it is 421 and goodbye
    int junk = 100;    ///< commands that bring no message forward; beyond, each is an error
    int put_off = 300; ///< 4xx without a message between; ten times that in a transaction that has
                       ///< recipients; beyond, each is an error
    int hops = 100;    ///< RFC 5321 6.3: more Received fields than this are a loop
    int own_trace = 3; ///< our own mark this often is a loop
    std::chrono::milliseconds error_delay{1000};
};

struct SmtpConfig {
    std::string host;        ///< our name in the greeting
    std::string trace_token; ///< our mark in X-Belfry-Trace; empty: not looked for
    bool tls_available = false;
    bool tls_required = false;  ///< MAIL before STARTTLS is 530
    bool begins_in_tls = false; ///< RFC 8314: the handshake comes before the greeting
    bool is_lmtp = false;       ///< RFC 2033: LHLO, and one answer for each recipient
    bool offers_dsn = true;     ///< RFC 3461; its parameters are understood all the same
    /// From which SCRAM's challenges to names that nobody has are made: the same after a restart
    /// and on every node, or they would differ from the others. Empty: one of this process.
    std::string stand_in_key;
    BareNewline bare_newline = BareNewline::Normalize;
    SmtpLimits limits;
};

/// Whom a front end speaks for, as it says by XCLIENT; what it leaves out stays as it was.
struct ClientClaim {
    std::optional<std::string> address; ///< numeric; "": the front end does not know it
    std::optional<std::string> login;   ///< whom it has proven to be there; "": nobody
    std::optional<std::string> helo;    ///< the client's own name for itself; "": not known
    friend bool operator==(const ClientClaim&, const ClientClaim&) = default;
};

/// The owner's look-ups. Called inside take(), on the owner's thread: answer from memory.
class SmtpPolicy {
public:
    virtual ~SmtpPolicy() = default;

    /// `sender` is empty for "<>". `envelope` has helo and TLS, no recipients yet.
    virtual Verdict sender(const std::optional<Address>& sender, const Envelope& envelope) = 0;

    /// How a client may prove who it is, at this moment of the conversation; none: it may not.
    virtual std::vector<Mechanism> mechanisms(const Envelope&) { return {}; }
    /// Is this the password? Asked of PLAIN and LOGIN.
    virtual bool is_password(const SaslPassword&, const Envelope&) { return false; }
    /// What SCRAM is checked with; empty: nobody has that name, or it may not be tried.
    virtual std::optional<ScramVerifier> verifier(const std::string&, const Envelope&)
    {
        return std::nullopt;
    }
    /// An exchange of SCRAM came to its end: does it count? A wrong proof never does, and a right
    /// one may come too late.
    virtual bool is_proof(const SaslProof& proof, const Envelope&) { return proof.is_right; }

    /// May this client say by XCLIENT for whom it speaks?
    virtual bool is_front_end() { return false; }
    /// The client is another one from here on, since a front end says so. It has been forgotten
    /// what the one before said.
    virtual void client_is(const ClientClaim&) {}

    /// Asked for each RCPT, also for postmaster (RFC 5321 4.5.1 wants that accepted; its
    /// domain may be empty). Source routes and addresses that ask for routing never get here.
    virtual Verdict recipient(const Address& recipient, const Envelope& envelope) = 0;

    /// May so many octets of a text be kept? It grows; 0: it is forgotten. False: those of all
    /// clients together are too many, the text is dropped and put off.
    virtual bool may_keep(std::size_t /*octets*/) { return true; }
    /// The session has refused a mail, a recipient or the client by itself. For the log.
    virtual void refused(const Reply&, const Envelope&) {}
};

/// Write these bytes; first wait `delay`, reading nothing meanwhile.
struct Send {
    std::string text;
    std::chrono::milliseconds delay{0};
    friend bool operator==(const Send&, const Send&) = default;
};

/// Flush, do the handshake, then call tls_started(). On failure close without a word.
struct StartTls {
    friend bool operator==(const StartTls&, const StartTls&) = default;
};

/// A message is complete. Commit it, then call accepted(). Until then the client waits.
struct Accept {
    Envelope envelope;
    std::string message; ///< header and body, CR LF line ends, dots unstuffed
    friend bool operator==(const Accept&, const Accept&) = default;
};

/// Flush what was sent, then close.
struct Close {
    friend bool operator==(const Close&, const Close&) = default;
};

using SmtpAction = std::variant<Send, StartTls, Accept, Close>;
using SmtpActions = std::vector<SmtpAction>;

/// Not thread-safe. `policy` must outlive it. Every function may be called in any order;
/// what makes no sense in a state is answered with no action.
class SmtpSession {
public:
    SmtpSession(SmtpConfig config, SmtpPolicy& policy);

    /// The first thing after connect: 220, or 554 and Close for a client that talks first.
    SmtpActions greet(bool client_spoke_first = false);

    /// Input. What cannot be looked at yet is kept, so feed only while wants_input().
    SmtpActions take(std::string_view bytes);

    /// The answer to Accept; continues with what the client has pipelined behind. In LMTP one for
    /// each recipient of the envelope, in that order; the last counts for those beyond. In SMTP the
    /// first counts.
    SmtpActions accepted(const std::vector<Verdict>& verdicts);
    SmtpActions accepted(const Verdict& verdict) { return accepted(std::vector{verdict}); }

    /// The handshake is done: everything said before is forgotten (RFC 3207 4.2).
    SmtpActions tls_started();

    SmtpActions timed_out();     ///< 421 4.4.2 and Close
    SmtpActions shutting_down(); ///< 421 4.3.2 and Close; not while a message waits for its answer

    /// False while an Accept or StartTls is unanswered and after Close.
    bool wants_input() const noexcept;
    /// The client is in the middle of a message: the owner may grant another deadline.
    bool is_in_message() const noexcept
    {
        return state_ == State::Message || state_ == State::Chunk;
    }
    /// A message has begun and not ended; between its chunks too.
    bool has_begun_message() const noexcept
    {
        return (is_in_message() || chunks_.has_value()) && !chunk_reply_;
    }
    bool is_waiting_for_verdict() const noexcept { return state_ == State::Verdict; }
    bool is_tls() const noexcept { return envelope_.is_tls; }
    const std::string& helo() const noexcept { return envelope_.helo; }

private:
    enum class State { Start, Commands, Login, Message, Chunk, Verdict, Handshake, Closed };

    void run();
    bool take_command();
    void take_line(std::string_view line);
    void obey(const Command& command);
    void hello(const Command& command);
    void mail(const Command& command);
    void rcpt(const Command& command);
    void add_recipient(const Address& recipient, ReportWish wish);
    void xclient(const Command& command);
    void data(const Command& command);
    void bdat(const Command& command);
    void start_tls(const Command& command);
    void auth(const Command& command);
    void answer_challenge(std::string_view line);
    void go_on(const SaslStep& step);
    void log_in(const std::string& name, bool is_right);
    void take_message();
    void take_chunk();
    bool may_say(std::string_view line) const;
    void refuse_message(const Reply& reply);
    void judge(std::string message, std::optional<Reply> flaw);

    Reply ehlo_reply() const;
    void junk(const Reply& reply);
    void refuse(const Reply& reply);
    void pass_on(const Reply& refusal);
    void hang_up(const Reply& reply);
    void send(const Reply& reply, std::chrono::milliseconds delay = {});
    void forget_transaction();
    SmtpActions released();

    SmtpConfig config_;
    SmtpPolicy& policy_; ///< outlives us
    State state_ = State::Start;
    Envelope envelope_;
    bool has_sender_ = false;
    bool had_refused_recipient_ = false;
    DataReader reader_;
    std::optional<ChunkReader> chunks_; ///< a message comes by BDAT
    std::optional<Reply> chunk_reply_;  ///< what a chunk that is not wanted is answered with
    bool is_last_chunk_ = false;
    bool was_empty_chunk_ = false;           ///< brings the message no further
    std::unique_ptr<SaslExchange> exchange_; ///< State::Login
    std::string input_;
    std::size_t at_ = 0;         ///< how much of input_ is dealt with
    bool dropping_line_ = false; ///< inside a line that was too long
    bool going_down_ = false;
    std::string forwarded_helo_; ///< what a front end says that its client calls itself
    int errors_ = 0;
    int junk_ = 0;
    int put_off_ = 0;
    SmtpActions actions_;
};

} // namespace mail
