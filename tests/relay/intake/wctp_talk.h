#pragma once
#include "doors.h"
#include "relay/http/edge.h"
#include "relay/intake/wctp_handler.h"
#include "wctp/answers.h"
#include "wctp/parser.h"
#include <Poco/Net/StreamSocket.h>

namespace tests {

/// What stands in a WCTP submission; the defaults are a plain one that is accepted.
struct Asked {
    std::string version = "wctp-dtd-v1r3";
    std::string token = {}; ///< an attribute with a blank in front
    std::string sender = "monitor.example";
    std::string code = "s3cret";
    std::string recipient = "ANN-LEE";
    std::string id = "m-1";
    std::string control = {}; ///< further attributes of the MessageControl
    std::string submitted = "2027-01-15T07:59:00";
    std::string payload = "<wctp-Alphanumeric>Bed 12 calls</wctp-Alphanumeric>";

    std::string in_operation(const std::string& inside) const
    {
        return "<?xml version=\"1.0\"?><wctp-Operation wctpVersion=\"" + version + "\"" + token +
               ">" + inside + "</wctp-Operation>";
    }
    std::string request() const
    {
        return in_operation("<wctp-SubmitRequest><wctp-SubmitHeader submitTimestamp=\"" +
                            submitted + "\"><wctp-Originator senderID=\"" + sender +
                            "\" securityCode=\"" + code + "\"/><wctp-MessageControl messageID=\"" +
                            id + "\" " + control + "/><wctp-Recipient recipientID=\"" + recipient +
                            "\"/></wctp-SubmitHeader><wctp-Payload>" + payload +
                            "</wctp-Payload></wctp-SubmitRequest>");
    }
    std::string client_message() const
    {
        return in_operation(
            "<wctp-SubmitClientMessage><wctp-SubmitClientHeader submitTimestamp=\"" + submitted +
            "\"><wctp-ClientOriginator senderID=\"" + sender + "\" miscInfo=\"" + code +
            "\"/><wctp-ClientMessageControl " + control + "/><wctp-Recipient recipientID=\"" +
            recipient + "\"/></wctp-SubmitClientHeader><wctp-Payload>" + payload +
            "</wctp-Payload></wctp-SubmitClientMessage>");
    }
    /// `acknowledged`: wctp-MessageReceived elements; `most`: maxMessagesInBatch, empty: not said.
    std::string poll(const std::string& acknowledged = {}, const std::string& most = {}) const
    {
        return in_operation("<wctp-PollForMessages pollerID=\"" + sender + "\" securityCode=\"" +
                            code + "\"" +
                            (most.empty() ? "" : " maxMessagesInBatch=\"" + most + "\"") + ">" +
                            acknowledged + "</wctp-PollForMessages>");
    }
    std::string lookup() const
    {
        return in_operation("<wctp-LookupSubscriber><wctp-Originator senderID=\"" + sender +
                            "\" securityCode=\"" + code +
                            "\"/><wctp-LookupMessageControl messageID=\"" + id +
                            "\" transactionID=\"t-1\"/><wctp-Recipient recipientID=\"" + recipient +
                            "\"/></wctp-LookupSubscriber>");
    }
    /// To `recipients`, not `recipient`.
    std::string multi(const std::vector<std::string>& recipients) const
    {
        std::string named;
        for (const auto& one : recipients)
            named += "<wctp-Recipient recipientID=\"" + one + "\"/>";
        return in_operation("<wctp-SendMsgMulti><wctp-MsgMultiHeader submitTimestamp=\"" +
                            submitted + "\"><wctp-Originator senderID=\"" + sender +
                            "\" securityCode=\"" + code + "\"/><wctp-MsgMultiControl messageID=\"" +
                            id + "\" " + control + "/>" + named +
                            "</wctp-MsgMultiHeader><wctp-Payload>" + payload +
                            "</wctp-Payload></wctp-SendMsgMulti>");
    }
    std::string query(const std::string& tracking) const
    {
        return in_operation("<wctp-ClientQuery senderID=\"" + sender + "\" recipientID=\"" +
                            recipient + "\" trackingNumber=\"" + tracking + "\"/>");
    }
};

/// One HTTP answer, and the document in it.
struct WctpAnswer {
    std::string head;
    std::string body;

    bool says(const std::string& part) const { return head.find(part) != std::string::npos; }
    wctp::Document document() const { return wctp::parse(body).value(); }
    /// The number of its Success or Failure; 0: it has neither.
    int code() const
    {
        const auto said = wctp::outcome(document());
        return said ? std::visit([](const auto& one) { return number(one.code); }, *said) : 0;
    }
    std::string element() const
    {
        return std::string(wctp::name(wctp::kind(document().operation)));
    }
    std::string tracking() const
    {
        const auto answer = std::get<wctp::SubmitClientResponse>(document().operation);
        return std::get<wctp::ClientSuccess>(answer.outcome).tracking_number;
    }
    /// Of a PollResponse; NoMessages is none.
    std::vector<wctp::PolledMessage> polled() const
    {
        const auto answer = std::get<wctp::PollResponse>(document().operation);
        const auto* some = std::get_if<std::vector<wctp::PolledMessage>>(&answer.outcome);
        return some == nullptr ? std::vector<wctp::PolledMessage>() : *some;
    }
    wctp::SendMsgMultiResponse multi() const
    {
        return std::get<wctp::SendMsgMultiResponse>(document().operation);
    }
    /// Of a ClientQueryResponse; NoMessages is none.
    std::vector<wctp::ClientMessage> events() const
    {
        const auto answer = std::get<wctp::ClientQueryResponse>(document().operation);
        const auto* some = std::get_if<std::vector<wctp::ClientMessage>>(&answer.outcome);
        return some == nullptr ? std::vector<wctp::ClientMessage>() : *some;
    }
};

/// Takes whatever another gateway says, and remembers the answers.
class Believing final : public relay::intake::WctpResponses {
public:
    wctp::Code take(const wctp::StatusInfo&, std::string_view) override
    {
        return wctp::Code::Accepted;
    }
    wctp::Code take(const wctp::MessageReply& reply, std::string_view) override
    {
        if (const auto* words = std::get_if<wctp::Alphanumeric>(&reply.payload))
            answers.push_back(words->text);
        return wctp::Code::Accepted;
    }

    std::vector<std::string> answers;
};

/// The house of DoorTest behind an edge on a free port. Source 1 "monitor.example" has the code
/// s3cret.
class WctpTest : public DoorTest {
protected:
    void SetUp() override
    {
        DoorTest::SetUp();
        if (IsSkipped())
            return;
        edit_source(1, [&](store::Source& source) {
            source.code_hash = house().vault.keyed_hash(store::security_code_purpose, "s3cret");
        });
        guard_.emplace(house());
        open({});
    }
    void TearDown() override
    {
        edge_.reset();
        DoorTest::TearDown();
    }

    void open(relay::intake::WctpRules rules) { open_at(house(), std::move(rules)); }
    void open_at(const relay::engine::House& at, relay::intake::WctpRules rules)
    {
        edge_.reset();
        door_.emplace(at, relay::intake::SubmissionRules());
        handler_ = std::make_unique<relay::intake::WctpHandler>(
            at, *door_, *guard_, std::move(rules), responses, decided);
        edge_ =
            std::make_unique<relay::http::Edge>(edge_options(), [this](auto request, auto respond) {
                handler_->handle(std::move(request), std::move(respond));
            });
        ASSERT_TRUE(edge_->listen({.name = "wctp"}));
        edge_->start();
    }
    void close() { edge_.reset(); }
    /// As large as the configuration has it unless it says otherwise.
    static relay::http::EdgeOptions edge_options()
    {
        relay::http::EdgeOptions options;
        options.limits.body = relay::intake::WctpRules().max_body_bytes;
        return options;
    }

    std::uint16_t port() const { return edge_->port("wctp"); }
    /// Sends these bytes, ends its side and reads to the end.
    WctpAnswer exchange(const std::string& bytes) const
    {
        Poco::Net::StreamSocket socket(Poco::Net::SocketAddress("127.0.0.1", edge_->port("wctp")));
        socket.setReceiveTimeout(Poco::Timespan(30, 0));
        for (std::size_t sent = 0; sent < bytes.size();)
            sent += static_cast<std::size_t>(
                socket.sendBytes(bytes.data() + sent, static_cast<int>(bytes.size() - sent)));
        std::string all;
        char some[4096];
        for (int count = 0; (count = socket.receiveBytes(some, sizeof some)) > 0;)
            all.append(some, static_cast<std::size_t>(count));
        const auto end = all.find("\r\n\r\n");
        return {all.substr(0, end), end == std::string::npos ? "" : all.substr(end + 4)};
    }
    WctpAnswer post(const std::string& body, const std::string& type = "text/xml",
                    const std::string& target = "/wctp") const
    {
        return exchange("POST " + target +
                        " HTTP/1.1\r\nHost: relay\r\nConnection: close\r\nContent-Type: " + type +
                        "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    }
    int code(const Asked& asked) const { return post(asked.request()).code(); }

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
    store::Message newest()
    {
        return node()
            .read([&](auto& c) {
                store::MessageRepository messages(c, fresh().vault());
                return messages.find(messages.list({}, 1).front().id);
            })
            .value();
    }

    relay::intake::WctpResponses* responses = nullptr; ///< of what open() opens
    relay::intake::DecisionEar decided;                ///< likewise

private:
    std::optional<relay::intake::SourceGuard> guard_;
    std::optional<relay::intake::SubmissionDoor> door_;
    std::unique_ptr<relay::intake::WctpHandler> handler_;
    std::unique_ptr<relay::http::Edge> edge_;
};

} // namespace tests
