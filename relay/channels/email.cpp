#include "relay/channels/email.h"
#include "mail/composer.h"
#include "mail/delivery_status.h"
#include "relay/channels/error_class.h"
#include "relay/channels/http_client.h"
#include "relay/channels/secret.h"
#include "relay/channels/smtp_connection.h"
#include "relay/channels/smtp_verdict.h"
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <mutex>

namespace relay::channels {

namespace {

using std::chrono::steady_clock;

/// Sessions that wait for the next mail. Shared by the worker threads.
class Pool {
public:
    Pool(std::chrono::milliseconds idle_timeout, std::size_t most)
        : idle_timeout_(idle_timeout), most_(most)
    {
    }

    /// Empty: none that still works.
    std::unique_ptr<SmtpConnection> take()
    {
        while (auto connection = newest())
            if (connection->is_usable())
                return connection;
        return nullptr;
    }

    void give_back(std::unique_ptr<SmtpConnection> connection)
    {
        if (!connection->is_usable())
            return;
        const std::lock_guard lock(mutex_);
        if (idle_.size() < most_)
            idle_.push_back({std::move(connection), steady_clock::now()});
    }

private:
    struct Idle {
        std::unique_ptr<SmtpConnection> connection;
        steady_clock::time_point since;
    };

    std::unique_ptr<SmtpConnection> newest()
    {
        const auto oldest_use = steady_clock::now() - idle_timeout_;
        std::vector<Idle> old; // closed after the lock is gone
        const std::lock_guard lock(mutex_);
        while (!idle_.empty() && idle_.front().since < oldest_use) {
            old.push_back(std::move(idle_.front()));
            idle_.erase(idle_.begin());
        }
        if (idle_.empty())
            return nullptr;
        auto connection = std::move(idle_.back().connection);
        idle_.pop_back();
        return connection;
    }

    std::chrono::milliseconds idle_timeout_;
    std::size_t most_;
    std::mutex mutex_;
    std::vector<Idle> idle_; ///< guarded by mutex_; the one used last stands last
};

mail::Importance importance_of(store::Priority priority)
{
    switch (priority) {
    case store::Priority::High:
        return mail::Importance::High;
    case store::Priority::Normal:
        return mail::Importance::Normal;
    case store::Priority::Low:
        return mail::Importance::Low;
    }
    std::abort(); // a value that is no enumerator
}

/// A foreign Message-ID as the composer wants it, without its brackets.
std::string bare_id(const std::string& id)
{
    return id.starts_with('<') && id.ends_with('>') ? id.substr(1, id.size() - 2) : id;
}

class Email : public Channel {
public:
    Email(const EmailSettings& settings, mail::Mailbox from, std::string password)
        : settings_(settings), from_(std::move(from)), password_(std::move(password)),
          pool_(settings.idle_timeout, static_cast<std::size_t>(settings.parallel))
    {
    }

    Outcome send(const Outgoing& outgoing) override
    {
        const auto* text = std::get_if<TextOut>(&outgoing.payload);
        if (text == nullptr)
            return Refused{Blame::Provider, "payload", "email takes texts only"};
        if (outgoing.expires && *outgoing.expires <= outgoing.now)
            return outcome_of(ErrorClass::Expired, "expired", "its deadline passed before sending");
        const auto to = mail::Address::parse(text->to);
        if (!to)
            return outcome_of(ErrorClass::BadAddress, "address", to.error().detail);
        auto message = written(outgoing, *text, *to);
        if (!message)
            return Refused{Blame::Message, "message", message.error().detail};
        const mail::SmtpDelivery delivery{
            sender_of(outgoing, *text),
            {*to},
            std::move(*message),
            mail::DsnRequest{envelope_id(outgoing, *text), !text->report_mark.empty()}};
        return carried(delivery, {text->text.text(), text->subject.text()});
    }

    std::string_view provider() const override { return settings_.name; }
    int parallel() const override { return settings_.parallel; }

private:
    /// By which reports and answers find the delivery again; the same on every try.
    static std::string mark_of(const Outgoing& outgoing, const TextOut& text)
    {
        return text.report_mark.empty() ? outgoing.delivery.text() : text.report_mark;
    }

    /// The same on every try, so that whoever got it already sees that it is the same mail.
    std::string message_id(const Outgoing& outgoing, const TextOut& text) const
    {
        return mark_of(outgoing, text) + "@" + settings_.domain;
    }

    /// What a mailbox's report (RFC 3461) brings back; '_' is not let through unchanged by all.
    static std::string envelope_id(const Outgoing& outgoing, const TextOut& text)
    {
        auto id = mark_of(outgoing, text);
        std::replace(id.begin(), id.end(), '_', '-');
        return id;
    }

    /// Reports come back to the delivery. Nothing may come back to what tells a stranger of its own
    /// mail (RFC 3834 3.3); what an administrator or the contact waits for has a mark of its own.
    std::optional<mail::Address> sender_of(const Outgoing& outgoing, const TextOut& text) const
    {
        if (text.automatic && text.report_mark.empty())
            return std::nullopt;
        return mail::Address::parse("bounce+" + mark_of(outgoing, text) + "@" + settings_.domain)
            .value();
    }

    /// Where answers go; empty: to From, where nobody of ours reads them.
    std::optional<mail::Mailbox> reply_to(const TextOut& text) const
    {
        if (text.automatic || text.answer_mark.empty())
            return std::nullopt;
        return mail::Mailbox{
            from_.name,
            mail::Address::parse("reply+" + text.answer_mark + "@" + settings_.domain).value()};
    }

    mail::Result<std::string> written(const Outgoing& outgoing, const TextOut& text,
                                      const mail::Address& to) const
    {
        mail::OutgoingMail mail{.from = from_, .to = {{"", to}}};
        mail.subject = text.subject.text();
        mail.text = text.text.text();
        for (const auto& file : text.files)
            mail.files.push_back({file.name, file.type, file.content.text()});
        if (text.report)
            mail.delivery_status = delivery_status(*text.report);
        if (text.report)
            mail.returned = returned(text.report->returned);
        mail.enveloped = text.sealed;
        mail.message_id = message_id(outgoing, text);
        mail.reply_to = reply_to(text);
        mail.date = std::chrono::floor<std::chrono::seconds>(outgoing.now);
        mail.importance = importance_of(outgoing.priority);
        mail.trace_token = settings_.trace_token;
        const auto sender = sender_of(outgoing, text);
        mail.awaits_reports = sender.has_value();
        // RFC 8098 2.1: to the envelope sender, or the reader would be asked first.
        if (settings_.mdn && sender && !text.automatic && !text.report_mark.empty())
            mail.extra = {{"Disposition-Notification-To", "<" + sender->text() + ">"}};
        if (text.in_reply_to.empty())
            return mail::compose(mail);
        mail.in_reply_to = bare_id(text.in_reply_to);
        mail.references = {mail.in_reply_to};
        auto threaded = mail::compose(mail);
        if (threaded)
            return threaded;
        // The id is a stranger's. A broken one costs the thread, not the mail.
        mail.in_reply_to.clear();
        mail.references.clear();
        return mail::compose(mail);
    }

    /// Empty where the recipient's name makes no address: then the text for people has to do.
    std::string delivery_status(const MailReport& report) const
    {
        const auto is_address = report.recipient.find('@') != std::string::npos;
        const auto recipient = mail::Address::parse(
            is_address ? report.recipient : report.recipient + "@" + settings_.domain);
        if (!recipient)
            return {};
        const auto seconds = [](store::Instant at) {
            return std::chrono::floor<std::chrono::seconds>(at);
        };
        mail::OutgoingReport made{settings_.domain, seconds(report.arrived), *recipient};
        made.has_failed = report.has_failed;
        made.diagnostic = report.why;
        made.at = seconds(report.at);
        made.envelope_id = report.envelope_id;
        made.original_recipient = report.original_recipient;
        return mail::write_delivery_status(made).value_or("");
    }

    /// A text that cannot be written costs the text, not the report.
    static std::optional<mail::ReturnedMail> returned(const core::ReleasedReturn& released)
    {
        if (released.header.empty())
            return std::nullopt;
        mail::ReturnedMail mail{released.header.text(), false};
        const auto whole = released.text ? mail::text_part(released.text->text())
                                         : mail::Result<std::string>(std::string());
        if (!whole || whole->empty())
            return mail;
        return mail::ReturnedMail{mail.content + "MIME-Version: 1.0\r\n" + *whole, true};
    }

    Outcome carried(const mail::SmtpDelivery& delivery, const std::vector<std::string>& masked)
    {
        const auto deadline = steady_clock::now() + settings_.total_timeout;
        for (auto connection = pool_.take();; connection.reset()) {
            if (!connection) {
                auto opened = SmtpConnection::open(settings_, password_, deadline);
                if (!opened)
                    return opened.error();
                connection = std::move(*opened);
            }
            const auto tried = connection->deliver(delivery, deadline);
            if (!tried)
                return Refused{Blame::Message, "message", tried.error().detail};
            // Never twice: a fresh connection is not stale.
            if (tried->was_stale)
                continue;
            pool_.give_back(std::move(connection));
            return outcome_of(tried->result, masked);
        }
    }

    EmailSettings settings_;
    mail::Mailbox from_;
    std::string password_;
    Pool pool_;
};

using Errors = std::vector<SettingsError>;

bool is_host(const std::string& text)
{
    constexpr std::string_view marks = "-._:[]";
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               marks.find(c) != std::string_view::npos;
    });
}

void check_server(const EmailSettings& settings, Errors& errors)
{
    if (!is_host(settings.host))
        errors.push_back({"host", "must be the name or address of the smart host"});
    if (settings.port < 1 || settings.port > 65535)
        errors.push_back({"port", "must be a number from 1 to 65535"});
    if (!settings.helo.empty() && !is_host(settings.helo))
        errors.push_back({"helo", "must be our own name or address, such as relay.example.org"});
    if (!settings.ca_file.empty() && !std::ifstream(settings.ca_file))
        errors.push_back({"ca_file", "cannot read " + settings.ca_file.string()});
    const std::pair<const char*, std::chrono::milliseconds> patience[] = {
        {"connect_timeout", settings.connect_timeout},
        {"reply_timeout", settings.reply_timeout},
        {"timeout", settings.total_timeout}};
    for (const auto& [key, time] : patience)
        if (time.count() < 1)
            errors.push_back({key, "must be longer than nothing"});
    if (settings.parallel < 1)
        errors.push_back({"parallel", "must be 1 or more"});
}

/// The password; empty where there is none.
std::string check_login(const EmailSettings& settings, Errors& errors)
{
    if (settings.user.empty() && settings.password_file.empty())
        return {};
    if (settings.user.empty() || settings.password_file.empty()) {
        errors.push_back({"auth", "user and password_file go together"});
        return {};
    }
    if (settings.tls != TlsPolicy::Required && settings.tls != TlsPolicy::Implicit)
        errors.push_back({"tls", "must be required or implicit, or the password would travel "
                                 "without protection"});
    const auto password = read_secret(settings.password_file);
    if (!password)
        errors.push_back({"password_file", password.error()});
    return password.value_or("");
}

std::optional<mail::Mailbox> check_sender(const EmailSettings& settings, Errors& errors)
{
    if (!is_host(settings.domain) || !mail::Address::parse("bounce@" + settings.domain))
        errors.push_back({"domain", "must be a mail domain, such as relay.example.org"});
    if (!settings.from_name.empty() && !mail::write_phrase(settings.from_name))
        errors.push_back({"from_name", "holds a control character or is no UTF-8"});
    const auto from = mail::Address::parse(settings.from);
    if (!from) {
        errors.push_back({"from", from.error().detail});
        return std::nullopt;
    }
    return mail::Mailbox{settings.from_name, *from};
}

} // namespace

tl::expected<std::unique_ptr<Channel>, std::vector<SettingsError>>
make_email(const EmailSettings& settings)
{
    Errors errors;
    check_server(settings, errors);
    const auto password = check_login(settings, errors);
    const auto from = check_sender(settings, errors);
    if (!errors.empty())
        return tl::unexpected(std::move(errors));
    return std::make_unique<Email>(settings, *from, password);
}

EmailSettings settings_of_route(const EmailSettings& settings, std::size_t route)
{
    auto own = settings;
    const auto& server = settings.routes[route];
    own.name = settings.name + "-" + std::to_string(route + 2);
    own.host = server.host;
    own.port = server.port;
    own.tls = server.tls;
    own.ca_file = server.ca_file;
    own.user = server.user;
    own.password_file = server.password_file;
    own.parallel = server.parallel;
    own.routes.clear();
    own.mailbox.reset();
    return own;
}

} // namespace relay::channels
