#include "mail/smtp_client_session.h"

#include "mail/composer.h"
#include "mail/detail/ascii.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <utility>

namespace mail {
namespace {

bool is_8bit(std::string_view text)
{
    return std::any_of(text.begin(), text.end(), ascii::is_8bit);
}

bool is_envelope_id(std::string_view id)
{
    return !id.empty() && id.size() <= 100 && std::all_of(id.begin(), id.end(), [](char c) {
        return ascii::is_alnum(c) || c == '.' || c == '-';
    });
}

// RFC 3461 4: what is no xchar is written "+HH".
std::string xtext(std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result;
    for (char c : text) {
        if (ascii::is_graphic(c) && c != '+' && c != '=') {
            result += c;
            continue;
        }
        const auto octet = static_cast<unsigned char>(c);
        result += {'+', digits[octet >> 4], digits[octet & 0x0F]};
    }
    return result;
}

std::string notify_of(const DsnRequest& wish)
{
    if (!wish.notify.empty())
        return wish.notify;
    return wish.on_success ? "SUCCESS,FAILURE,DELAY" : "FAILURE,DELAY";
}

std::optional<Error> refusal_of(const SmtpDelivery& delivery)
{
    if (delivery.recipients.empty())
        return Error{"recipients", "a delivery has at least one recipient"};
    if (delivery.dsn && !is_envelope_id(delivery.dsn->envelope_id))
        return Error{"envelope_id", "an envelope id has letters, digits, '.' and '-' only"};
    return std::nullopt;
}

bool is_host_word(std::string_view name)
{
    return !name.empty() && std::all_of(name.begin(), name.end(), ascii::is_graphic);
}

} // namespace

SmtpOffer parse_offer(const Reply& ehlo)
{
    SmtpOffer offer;
    std::string_view rest = ehlo.text;
    ascii::cut_before(rest, '\n'); // the first line is the server's name and greeting
    while (!rest.empty()) {
        auto line = ascii::cut_before(rest, '\n');
        const auto keyword = ascii::cut_before(line, ' ');
        offer.pipelining = offer.pipelining || ascii::same(keyword, "PIPELINING");
        offer.eight_bit = offer.eight_bit || ascii::same(keyword, "8BITMIME");
        offer.dsn = offer.dsn || ascii::same(keyword, "DSN");
        if (!ascii::same(keyword, "SIZE"))
            continue;
        offer.size = true;
        std::from_chars(line.data(), line.data() + line.size(), offer.max_bytes);
    }
    return offer;
}

SmtpClientSession::SmtpClientSession(std::string own_name) : own_name_(std::move(own_name)) {}

SmtpClientSession::SmtpClientSession(std::string own_name, SmtpOffer offer)
    : own_name_(std::move(own_name)), offer_(offer), offer_known_(true)
{
}

Result<std::string> SmtpClientSession::start(SmtpDelivery delivery)
{
    if (step_ != Step::Idle)
        return fail("running", "the transaction before is not done");
    if (!usable_)
        return fail("unusable", "the connection cannot be used any more");
    if (!is_host_word(own_name_))
        return fail("own_name", "our own name is no word that EHLO could take");
    if (auto refusal = refusal_of(delivery))
        return tl::unexpected(std::move(*refusal));
    delivery_ = std::move(delivery);
    mail_refusal_.reset();
    result_ = {};
    for (const auto& recipient : delivery_.recipients)
        result_.recipients.push_back({recipient, {}});
    return begin();
}

std::string SmtpClientSession::take(std::string_view bytes)
{
    std::string output;
    reader_.feed(bytes);
    while (step_ != Step::Idle) {
        const auto reply = reader_.next();
        if (!reply) {
            lost(reply.error().detail);
            return {};
        }
        if (!*reply)
            break;
        output = obey(**reply);
        if (output.empty())
            continue;
        if (!reader_.has_input())
            break;
        // What was not asked yet cannot have been answered; `output` is not sent.
        usable_ = false;
        finish(SmtpOutcome::Busy, {0, "", "the server answers before it is asked"});
        return {};
    }
    if (step_ == Step::Idle && reader_.has_input())
        usable_ = false;
    return output;
}

void SmtpClientSession::lost(std::string_view why)
{
    usable_ = false;
    if (step_ == Step::Idle)
        return;
    const bool may_have_arrived = step_ == Step::Text;
    finish(may_have_arrived ? SmtpOutcome::Unclear : SmtpOutcome::Busy, {0, "", std::string(why)});
}

// What comes first depends on what the connection has seen.
std::string SmtpClientSession::begin()
{
    if (!offer_known_) {
        step_ = Step::Ehlo;
        return "EHLO " + own_name_ + "\r\n";
    }
    if (offer_.max_bytes > 0 && delivery_.message.size() > offer_.max_bytes) {
        refuse_locally("5.3.4", "the message is larger than the server takes");
        return {};
    }
    if (!offer_.eight_bit && is_8bit(delivery_.message)) {
        refuse_locally("5.6.3", "the message is 8-bit and the server takes 7-bit only");
        return {};
    }
    if (needs_reset_) {
        step_ = Step::Reset;
        return "RSET\r\n";
    }
    return envelope_lines();
}

std::string SmtpClientSession::mail_line() const
{
    std::string line = "MAIL FROM:<" + (delivery_.sender ? delivery_.sender->text() : "") + '>';
    if (offer_.size)
        line += " SIZE=" + std::to_string(delivery_.message.size());
    if (offer_.eight_bit && is_8bit(delivery_.message))
        line += " BODY=8BITMIME";
    if (offer_.dsn && delivery_.dsn)
        line += " RET=HDRS ENVID=" + delivery_.dsn->envelope_id;
    return line + "\r\n";
}

std::string SmtpClientSession::rcpt_line(const Address& recipient) const
{
    std::string line = "RCPT TO:<" + recipient.text() + '>';
    if (offer_.dsn && delivery_.dsn)
        line += " NOTIFY=" + notify_of(*delivery_.dsn) + " ORCPT=rfc822;" + xtext(recipient.text());
    return line + "\r\n";
}

// DATA is not part of the group (RFC 2920 would allow it): a server that answers 354 although
// it took no recipient would have to be given a message then.
std::string SmtpClientSession::envelope_lines()
{
    step_ = Step::Mail;
    std::string lines = mail_line();
    if (!offer_.pipelining)
        return lines;
    for (const auto& recipient : delivery_.recipients)
        lines += rcpt_line(recipient);
    return lines;
}

std::string SmtpClientSession::obey(const Reply& reply)
{
    if (reply.code == 421) { // RFC 5321 3.8: to any command, and the connection is over
        usable_ = false;
        finish(SmtpOutcome::Busy, reply);
        return {};
    }
    switch (step_) {
    case Step::Idle:
        return {};
    case Step::Ehlo:
    case Step::Helo:
        return after_ehlo(reply);
    case Step::Reset:
        needs_reset_ = false;
        if (reply.is_positive())
            return begin();
        usable_ = false;
        finish(SmtpOutcome::Busy, reply);
        return {};
    case Step::Mail:
        return after_mail(reply);
    case Step::Rcpt:
        return after_rcpt(reply);
    case Step::Data:
        return after_data(reply);
    case Step::Text:
        after_text(reply);
        return {};
    }
    std::abort(); // only a value that is no enumerator gets here
}

std::string SmtpClientSession::after_ehlo(const Reply& reply)
{
    if (reply.is_positive()) {
        offer_ = step_ == Step::Ehlo ? parse_offer(reply) : SmtpOffer{};
        offer_known_ = true;
        return begin();
    }
    if (step_ == Step::Ehlo && reply.is_permanent()) { // RFC 5321 3.2
        step_ = Step::Helo;
        return "HELO " + own_name_ + "\r\n";
    }
    usable_ = false;
    judge(reply);
    return {};
}

std::string SmtpClientSession::after_mail(const Reply& reply)
{
    step_ = Step::Rcpt;
    if (offer_.pipelining) { // the answers to the recipients are on their way
        if (!reply.is_positive())
            mail_refusal_ = reply;
        return {};
    }
    if (reply.is_positive())
        return rcpt_line(delivery_.recipients.front());
    judge(reply);
    return {};
}

std::string SmtpClientSession::after_rcpt(const Reply& reply)
{
    auto& answers = result_.recipients;
    const auto unanswered = [](const RecipientAnswer& answer) { return answer.reply.code == 0; };
    const auto current = std::find_if(answers.begin(), answers.end(), unanswered);
    current->reply = reply;
    const auto next = current + 1;
    if (next == answers.end())
        return next_after_rcpt();
    return offer_.pipelining ? std::string() : rcpt_line(next->recipient);
}

std::string SmtpClientSession::next_after_rcpt()
{
    needs_reset_ = true; // until the message is through
    if (mail_refusal_) {
        judge(*mail_refusal_);
        return {};
    }
    if (accepted_recipients() == 0) {
        judge(worst_recipient_reply());
        return {};
    }
    step_ = Step::Data;
    return "DATA\r\n";
}

std::string SmtpClientSession::after_data(const Reply& reply)
{
    if (reply.code != 354) {
        judge(reply);
        return {};
    }
    step_ = Step::Text;
    return dot_stuffed(delivery_.message);
}

void SmtpClientSession::after_text(const Reply& reply)
{
    needs_reset_ = false;
    if (reply.is_positive())
        return finish(SmtpOutcome::Accepted, reply);
    if (!reply.is_transient() && !reply.is_permanent())
        return lost("the server's answer to the message is none that SMTP knows");
    judge(reply);
}

void SmtpClientSession::finish(SmtpOutcome outcome, Reply reply)
{
    result_.outcome = outcome;
    result_.reply = std::move(reply);
    step_ = Step::Idle;
    delivery_ = {};
}

void SmtpClientSession::refuse_locally(std::string enhanced, std::string text)
{
    finish(SmtpOutcome::Refused, {0, std::move(enhanced), std::move(text)});
}

// Neither 4xx nor 5xx where one of them was due: client and server have lost each other.
void SmtpClientSession::judge(const Reply& reply)
{
    usable_ = usable_ && (reply.is_transient() || reply.is_permanent());
    finish(reply.is_permanent() ? SmtpOutcome::Refused : SmtpOutcome::Busy, reply);
}

std::size_t SmtpClientSession::accepted_recipients() const
{
    const auto& answers = result_.recipients;
    return static_cast<std::size_t>(
        std::count_if(answers.begin(), answers.end(),
                      [](const RecipientAnswer& answer) { return answer.reply.is_positive(); }));
}

// As long as one of them may be taken later, the whole may be.
Reply SmtpClientSession::worst_recipient_reply() const
{
    const auto& answers = result_.recipients;
    const auto later = std::find_if(answers.begin(), answers.end(), [](const auto& answer) {
        return !answer.reply.is_permanent();
    });
    return later == answers.end() ? answers.front().reply : later->reply;
}

} // namespace mail
