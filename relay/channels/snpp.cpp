#include "relay/channels/snpp.h"
#include "relay/channels/error_class.h"
#include "relay/channels/incoming.h"
#include "relay/channels/page_text.h"
#include "relay/channels/secret.h"
#include "relay/channels/snpp_verdict.h"
#include "relay/channels/tcp_wire.h"
#include "relay/snpp/command.h"
#include <algorithm>
#include <array>
#include <fstream>
#include <poll.h>

namespace relay::channels {

namespace {

using Errors = std::vector<SettingsError>;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// One session on one wire, until it ended or the wire did.
class Talk {
public:
    Talk(TcpWire& wire, snpp::ClientSession& session, milliseconds patience)
        : wire_(wire), session_(session), patience_(patience)
    {
    }

    /// Empty: the terminal fell silent, hung up, or speaks something else.
    std::optional<snpp::Ended> hold()
    {
        while (!session_.ended()) {
            const auto reply = next_reply();
            if (!reply || reply->code == 0)
                return std::nullopt;
            const auto line = session_.take(*reply);
            if (!line.empty() && !write(line))
                return std::nullopt;
        }
        write("QUIT\r\n"); // as a courtesy: nobody waits for the goodbye
        return session_.ended();
    }

private:
    std::optional<snpp::Reply> next_reply()
    {
        const auto until = steady_clock::now() + patience_;
        while (true) {
            if (const auto reply = replies_.next())
                return reply;
            std::array<char, 4096> bytes{};
            const auto moved = wire_.read(bytes.data(), bytes.size());
            if (moved.io == TcpWire::Io::Ended)
                return std::nullopt;
            if (moved.io == TcpWire::Io::Done)
                replies_.take({bytes.data(), moved.bytes});
            else if (!waits_for(POLLIN, until))
                return std::nullopt;
        }
    }

    bool write(std::string_view bytes)
    {
        const auto until = steady_clock::now() + patience_;
        while (!bytes.empty()) {
            const auto moved = wire_.write(bytes);
            if (moved.io == TcpWire::Io::Ended)
                return false;
            bytes.remove_prefix(moved.bytes);
            if (moved.io == TcpWire::Io::Later && !waits_for(POLLOUT, until))
                return false;
        }
        return true;
    }

    bool waits_for(short what, steady_clock::time_point until) const
    {
        const auto left = std::chrono::ceil<milliseconds>(until - steady_clock::now());
        if (left.count() <= 0)
            return false;
        pollfd watched{wire_.socket(), what, 0};
        return ::poll(&watched, 1, static_cast<int>(left.count())) != 0;
    }

    TcpWire& wire_;
    snpp::ClientSession& session_;
    milliseconds patience_;
    snpp::ReplyReader replies_;
};

class Snpp : public Channel, private Asker {
public:
    Snpp(const SnppSettings& settings, std::string password)
        : settings_(settings), password_(std::move(password))
    {
    }

    Outcome send(const Outgoing& outgoing) override
    {
        const auto* page = std::get_if<PageOut>(&outgoing.payload);
        if (page == nullptr)
            return Refused{Blame::Provider, "payload", "a paging terminal takes pages only"};
        if (outgoing.expires && *outgoing.expires <= outgoing.now)
            return outcome_of(ErrorClass::Expired, "expired", "its deadline passed before sending");
        auto wire = open();
        if (!wire)
            return outcome_of(ErrorClass::NotSent, "connect", wire.error());
        snpp::ClientSession session(client_page(*page, outgoing.priority));
        if (const auto ended = Talk(**wire, session, settings_.reply_timeout).hold())
            return judged(*ended);
        if (session.is_past_return())
            return outcome_of(ErrorClass::MaybeSent, "connection lost",
                              "the terminal did not say whether it took the page");
        return outcome_of(ErrorClass::NotSent, "connection lost",
                          "the terminal fell silent before the page was sent");
    }

    std::string_view provider() const override { return settings_.name; }
    int parallel() const override { return settings_.parallel; }
    Asker* asker() override { return settings_.two_way ? this : nullptr; }

private:
    AskAnswer ask(const AskedPage& page) override
    {
        AskAnswer answer;
        answer.pause = settings_.poll_interval;
        auto [tag, pass] = snpp::first_word(page.reference);
        auto wire = open();
        if (!wire)
            return answer;
        snpp::ClientSession session(snpp::ClientQuestion{settings_.login, password_, tag, pass});
        const auto ended = Talk(**wire, session, settings_.reply_timeout).hold();
        if (ended && ended->step == snpp::Step::Status)
            answer.news =
                news_of(snpp::state_of(ended->reply), page, settings_.name, ended->reply.code);
        return answer;
    }

    tl::expected<std::unique_ptr<TcpWire>, std::string> open() const
    {
        return TcpWire::open({settings_.host, settings_.port, settings_.tls, settings_.ca_file,
                              settings_.connect_timeout},
                             {});
    }

    snpp::ClientPage client_page(const PageOut& page, store::Priority priority) const
    {
        snpp::ClientPage client;
        client.login = settings_.login;
        client.password = password_;
        client.pager = page.to;
        client.text = cut(text_with_files(page), settings_.max_chars);
        for (const auto& choice : page.choices)
            client.choices.push_back(choice.text());
        client.two_way = settings_.two_way;
        client.may_answer = page.may_answer;
        client.alert = priority == store::Priority::High;
        return client;
    }

    SnppSettings settings_;
    std::string password_;
};

bool is_word(const std::string& text)
{
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

void check(const SnppSettings& settings, Errors& errors)
{
    if (settings.host.empty())
        errors.push_back({"host", "say where the paging terminal is"});
    if (settings.port < 1 || settings.port > 65535)
        errors.push_back({"port", "must be 1 to 65535"});
    if (!is_word(settings.login))
        errors.push_back({"login", "is one word of ASCII"});
    if (settings.login.empty() && !settings.password_file.empty())
        errors.push_back({"login", "goes with password_file"});
    if (settings.parallel < 1)
        errors.push_back({"parallel", "must be 1 or more"});
    if (!settings.ca_file.empty() && !std::ifstream(settings.ca_file))
        errors.push_back({"ca_file", "cannot read " + settings.ca_file.string()});
}

} // namespace

tl::expected<std::unique_ptr<Channel>, std::vector<SettingsError>>
make_snpp(const SnppSettings& settings)
{
    Errors errors;
    check(settings, errors);
    std::string password;
    if (!settings.password_file.empty()) {
        if (auto read = read_secret(settings.password_file))
            password = std::move(*read);
        else
            errors.push_back({"password_file", read.error()});
        if (!is_word(password))
            errors.push_back({"password_file", "the password is one word of ASCII"});
    }
    if (!errors.empty())
        return tl::unexpected(std::move(errors));
    return std::make_unique<Snpp>(settings, std::move(password));
}

} // namespace relay::channels
