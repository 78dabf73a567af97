#pragma once
#include "doors.h"
#include "mail/scram.h"
#include "relay/intake/smtp_listener.h"
#include "tests/support/certificate_authority.h"
#include <Poco/Net/Context.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/StreamSocket.h>
#include <future>

namespace tests {

/// Returns once the loop has seen everything that was sent to it before the call.
inline void settle(relay::net::Loop& loop)
{
    constexpr int turns = 6; // accept, read, answer; and the handshake
    for (int turn = 0; turn < turns; ++turn) {
        // Owned by the task, so that a loop that ends and drops it also ends the wait.
        auto seen = std::make_shared<std::promise<void>>();
        const auto done = seen->get_future();
        loop.post([seen = std::move(seen)](relay::net::Loop&) { seen->set_value(); });
        done.wait();
    }
}

/// A blocking SMTP client that says what it is told. A reply that does not come within 30 s throws,
/// so that a broken server fails a test instead of hanging it.
class SmtpTalk {
public:
    explicit SmtpTalk(std::uint16_t port) : socket_(Poco::Net::SocketAddress("127.0.0.1", port))
    {
        socket_.setReceiveTimeout(Poco::Timespan(30, 0));
    }

    void say(std::string_view bytes)
    {
        for (std::size_t sent = 0; sent < bytes.size();)
            sent += static_cast<std::size_t>(
                socket_.sendBytes(bytes.data() + sent, static_cast<int>(bytes.size() - sent)));
    }
    /// The next line without CR LF; empty: the server has closed.
    std::string line()
    {
        while (heard_.find("\r\n") == std::string::npos) {
            if (!receive())
                return std::exchange(heard_, {});
        }
        auto line = heard_.substr(0, heard_.find("\r\n"));
        heard_.erase(0, line.size() + 2);
        return line;
    }
    /// The last line of the next reply.
    std::string reply()
    {
        auto last = line();
        while (last.size() > 3 && last[3] == '-')
            last = line();
        return last;
    }
    std::string ask(const std::string& command)
    {
        say(command + "\r\n");
        return reply();
    }
    /// What is here already; nothing when nothing is. False: the server has closed.
    bool peek()
    {
        while (socket_.poll(Poco::Timespan(0), Poco::Net::Socket::SELECT_READ)) {
            if (!receive())
                return false;
        }
        return true;
    }
    std::optional<std::string> line_at_hand()
    {
        return heard_.find("\r\n") == std::string::npos ? std::nullopt : std::optional(line());
    }
    void start_tls()
    {
        const Poco::Net::Context::Ptr any(new Poco::Net::Context(
            Poco::Net::Context::TLS_CLIENT_USE, "", Poco::Net::Context::VERIFY_NONE));
        socket_ = Poco::Net::SecureStreamSocket::attach(socket_, any);
        socket_.setReceiveTimeout(Poco::Timespan(30, 0));
    }
    void end_output() { socket_.shutdownSend(); }
    void hang_up() { socket_.close(); }
    /// Ends the connection with RST.
    void reset()
    {
        socket_.setLinger(true, 0);
        socket_.close();
    }

private:
    bool receive()
    {
        char bytes[4096];
        const int count = socket_.receiveBytes(bytes, sizeof bytes);
        heard_.append(bytes, static_cast<std::size_t>(std::max(count, 0)));
        return count > 0;
    }

    Poco::Net::StreamSocket socket_;
    std::string heard_;
};

/// The house of DoorTest with its mail door open on a free port, for the domain pager.example. The
/// clock of the loop stands still until it is moved.
class SmtpTest : public DoorTest {
protected:
    void SetUp() override
    {
        DoorTest::SetUp();
        if (IsSkipped())
            return;
        guard_.emplace(house());
        door_.emplace(house(), relay::intake::SubmissionRules());
    }
    void TearDown() override
    {
        listener_.reset();
        DoorTest::TearDown();
    }

    relay::intake::SmtpDoorRules rules()
    {
        relay::intake::SmtpDoorRules rules;
        rules.host = "relay.pager.example";
        rules.domains = {"pager.example"};
        rules.now = [this] { return relay::net::Moment(std::chrono::milliseconds(at_ms_.load())); };
        return rules;
    }
    void open(relay::intake::SmtpDoorRules rules, relay::intake::SmtpDoor door = {})
    {
        open_at(house(), std::move(rules), std::move(door));
    }
    void open_at(const relay::engine::House& at, relay::intake::SmtpDoorRules rules,
                 relay::intake::SmtpDoor door = {})
    {
        listener_.reset();
        door_.emplace(at, relay::intake::SubmissionRules());
        listener_.emplace(at, *door_, *guard_, std::move(rules), returns_);
        const auto listening = listener_->listen(std::move(door));
        ASSERT_TRUE(listening) << listening.error();
        listener_->start();
    }
    SmtpTalk talk()
    {
        if (!listener_)
            open(rules());
        return SmtpTalk(listener_->port());
    }
    /// Greeted and known.
    SmtpTalk client()
    {
        auto made = talk();
        (void)made.reply();
        (void)made.ask("EHLO client.example");
        return made;
    }
    /// The reply to the first command that is refused, else to the message.
    std::string mail(SmtpTalk& at, const std::vector<std::string>& recipients,
                     const std::string& message, const std::string& sender = "a@ward.example")
    {
        auto said = at.ask("MAIL FROM:<" + sender + ">");
        for (const auto& recipient : recipients) {
            if (said[0] == '2')
                said = at.ask("RCPT TO:<" + recipient + ">");
        }
        if (said[0] != '2')
            return said;
        said = at.ask("DATA");
        if (said[0] != '3')
            return said;
        at.say(message + "\r\n.\r\n");
        return at.reply();
    }
    std::string mail(const std::string& recipient, const std::string& message)
    {
        auto made = client();
        return mail(made, {recipient}, message);
    }

    /// Lets the loop see what was sent, moves its clock, lets it act on that.
    void pass(std::chrono::milliseconds time)
    {
        settle(listener_->loop());
        at_ms_ += time.count();
        settle(listener_->loop());
    }
    void edit_source(std::int64_t id, const std::function<void(store::Source&)>& edit)
    {
        node().write([&](store::Connection& connection) {
            store::SourceRepository sources(connection, fresh().vault());
            auto source = sources.find({id});
            edit(*source);
            ASSERT_TRUE(sources.update(*source));
        });
        node().refresh_directory();
    }
    /// A source that logs in as "ward" with that password: id 41, senders "*".
    void add_login(const std::string& password, std::vector<std::string> networks = {})
    {
        node().add(store::Source{
            .id = {41},
            .name = "ward",
            .door = store::Door::Smtp,
            .principal = {1},
            .sender_id = "ward",
            .code_hash = house().vault.keyed_hash(store::security_code_purpose, password),
            .networks = std::move(networks),
            .senders = {"*"},
            .scram = mail::ScramVerifier::of_password(password).text()});
    }
    std::vector<store::Message> stored()
    {
        return node().read(
            [&](auto& c) { return store::MessageRepository(c, fresh().vault()).list({}, 1000); });
    }

    std::optional<relay::intake::SmtpListener> listener_;
    relay::intake::ReturnDoor* returns_ = nullptr; ///< of the next listener

private:
    std::optional<relay::intake::SourceGuard> guard_;
    std::optional<relay::intake::SubmissionDoor> door_;
    std::atomic<std::int64_t> at_ms_{1'000'000};
};

} // namespace tests
