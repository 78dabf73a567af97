// Calls through a gateway that asks us what to say, with Twilio's driver file.
#include "relay/channels/callback.h"
#include "relay/channels/driver_reader.h"
#include "relay/channels/sms_http.h"
#include "tests/relay/channels/outgoing.h"
#include "tests/support/fresh_database.h"
#include "tests/support/http_server.h"
#include <algorithm>
#include <fstream>
#include <future>
#include <gtest/gtest.h>

namespace relay::channels {
namespace {

using namespace std::chrono_literals;
using tests::http_answer;
using tests::HttpServer;

const std::string created = R"({"sid":"CA1","status":"queued"})";

class Remembering final : public CallEars {
public:
    bool hear(const Heard& said) override
    {
        const std::lock_guard lock(mutex_);
        heard_.push_back(said);
        return true;
    }
    std::vector<Heard> heard() const
    {
        const std::lock_guard lock(mutex_);
        return heard_;
    }

private:
    mutable std::mutex mutex_;
    std::vector<Heard> heard_;
};

class IvrHttp : public testing::Test {
protected:
    IvrHttp()
    {
        std::ofstream(folder_.path() / "sid") << "AC0123\n";
        std::ofstream(folder_.path() / "token") << "t0ken\n";
    }

    GatewaySettings settings(const HttpServer& server) const
    {
        GatewaySettings made;
        made.name = "ivr";
        made.channel = store::Channel::Ivr;
        made.driver = std::string(BELFRY_SOURCE_DIR) + "/etc/channels.d/twilio-voice.yaml";
        made.base_url = server.url("");
        made.from = "+15551110000";
        made.callback_url = "https://relay.example/gateway/ivr/k3y";
        made.secrets = {{"account_sid", folder_.path() / "sid"},
                        {"auth_token", folder_.path() / "token"}};
        return made;
    }
    /// One that speaks by itself.
    GatewaySettings plain(const HttpServer& server) const
    {
        std::ofstream(folder_.path() / "plain.yaml") << "driver: plain\nabout: x\nrequest:\n  url: "
                                                        "\"{base}\"\n  fields: {say: \"{text}\"}\n";
        GatewaySettings made;
        made.driver = folder_.path() / "plain.yaml";
        made.base_url = server.url();
        return made;
    }
    std::unique_ptr<Channel> channel(const HttpServer& server)
    {
        HostedCalls hosted{&desk_, &ears_, {}};
        return make_http_gateway(settings(server), hosted).value();
    }
    static Outgoing call_out()
    {
        CallOut call;
        call.to = "+15551230001";
        call.text = core::release_status("Bed 12.");
        call.is_message = true;
        call.sealed = SealedCall{store::ProtectedText("SECRET"), {}, {}};
        call.language.clear();
        Outgoing outgoing;
        outgoing.delivery = {4711};
        outgoing.channel = store::Channel::Ivr;
        outgoing.now = noon;
        outgoing.payload = std::move(call);
        return outgoing;
    }

    /// The gateway's request about a call, as Twilio posts it.
    std::string asks(const std::string& call, const std::string& form)
    {
        const CallbackReader reader("ivr", rules(), {}, {}, {});
        CallbackRequest request;
        request.url = "https://relay.example/gateway/ivr/k3y?call=" + call;
        request.body = form;
        return desk_.take(std::get<CallNews>(reader.read(request).value()));
    }
    static CallbackRules rules()
    {
        auto rules =
            *read_driver(std::string(BELFRY_SOURCE_DIR) + "/etc/channels.d/twilio-voice.yaml")
                 ->callbacks;
        rules.signature = {}; // callback_test.cpp is about those
        return rules;
    }
    /// The secret name that we gave the call: it stands in the request that creates it.
    static std::string name_in(const HttpServer& server)
    {
        server.wait_for(1);
        const auto body = server.asked().at(0).body;
        const std::string before = "call%3D";
        return body.substr(body.find(before) + before.size(), 32);
    }

    tests::TemporaryDirectory folder_;
    CallDesk desk_;
    Remembering ears_;
};

TEST_F(IvrHttp, ATalkWithAPersonEndsWithTheirAnswer)
{
    const HttpServer server(http_answer(201, created));
    const auto calls = channel(server);
    auto outcome = std::async(std::launch::async, [&] { return calls->send(call_out()); });
    const auto name = name_in(server);

    const auto first = asks(name, "CallStatus=in-progress&CallSid=CA1");
    EXPECT_NE(first.find("<Gather"), std::string::npos) << first;
    EXPECT_NE(first.find("call=" + name), std::string::npos) << first;
    EXPECT_EQ(first.find("Bed 12"), std::string::npos);
    const auto message = asks(name, "CallStatus=in-progress&Digits=1");
    EXPECT_NE(message.find("Bed 12."), std::string::npos) << message;
    EXPECT_EQ(message.find("SECRET"), std::string::npos);
    asks(name, "CallStatus=in-progress&Digits=");
    const auto last = asks(name, "CallStatus=in-progress&Digits=1");
    EXPECT_NE(last.find("<Hangup/>"), std::string::npos) << last;

    EXPECT_TRUE(begins(outcome.get(), "Accepted CA1"));
    EXPECT_EQ(ears_.heard().back().answer, Heard::Answer::Accepted);
    EXPECT_NE(asks(name, "CallStatus=in-progress").find("<Response><Hangup/>"), std::string::npos)
        << "nobody makes this call any more";
    const auto body = server.asked().at(0).body;
    EXPECT_NE(body.find("To=%2B15551230001"), std::string::npos) << body;
    EXPECT_NE(body.find("Timeout=25"), std::string::npos) << body;
    EXPECT_EQ(body.find("MachineDetection"), std::string::npos) << body;
}

// CHANNELS.md 3.3
TEST_F(IvrHttp, ACallThatIsNotAnsweredSaysWhy)
{
    const std::pair<const char*, const char*> cases[] = {
        {"CallStatus=busy", "Busy busy"},
        {"CallStatus=no-answer", "Busy no_answer"},
        {"CallStatus=failed&SipResponseCode=503", "Busy sip 503"},
        {"CallStatus=failed", "Refused Detail sip 404"},
        {"CallStatus=canceled", "Busy sip 487"}};

    for (const auto& [form, expected] : cases) {
        const HttpServer server(http_answer(201, created));
        const auto calls = channel(server);
        auto outcome = std::async(std::launch::async, [&] { return calls->send(call_out()); });
        const auto name = name_in(server);
        asks(name, "CallStatus=ringing");
        asks(name, form);
        const auto told = outcome.get();
        EXPECT_TRUE(begins(told, expected) ||
                    begins(told, std::string("Busy sip ") +
                                     (std::string(form) == "CallStatus=busy" ? "486" : "408")))
            << form << " " << said(told);
    }
}

TEST_F(IvrHttp, AMachineIsNoPerson)
{
    const HttpServer server(http_answer(201, created));
    const auto calls = channel(server);
    auto outcome = std::async(std::launch::async, [&] { return calls->send(call_out()); });

    const auto last = asks(name_in(server), "CallStatus=in-progress&AnsweredBy=machine_end_beep");

    EXPECT_EQ(last.find("Bed 12"), std::string::npos) << last;
    EXPECT_TRUE(begins(outcome.get(), "Busy machine"));
    EXPECT_TRUE(ears_.heard().empty());
}

TEST_F(IvrHttp, ARefusalOfTheGatewayIsOneByItsCode)
{
    const std::tuple<int, const char*, const char*> cases[] = {
        {400, R"({"code":21211,"message":"Invalid"})", "Refused Detail 21211"},
        {401, R"({"code":20003})", "Refused Provider 20003"},
        {429, R"({"code":20429})", "Busy 20429"},
        {400, R"({"code":21210})", "Refused Provider 21210"}};

    for (const auto& [status, body, expected] : cases) {
        const HttpServer server(http_answer(status, body));
        const auto outcome = channel(server)->send(call_out());
        EXPECT_TRUE(begins(outcome, expected)) << said(outcome);
    }
}

TEST_F(IvrHttp, NoEmergencyNumberIsEverCalled)
{
    const HttpServer server(http_answer(201, created));
    auto outgoing = call_out();
    std::get<CallOut>(outgoing.payload).to = "911";

    EXPECT_TRUE(begins(channel(server)->send(outgoing), "Refused Detail forbidden"));
    EXPECT_EQ(server.connections(), 0);
}

TEST_F(IvrHttp, ClosingEndsACallThatIsUnderWay)
{
    const HttpServer server(http_answer(201, created));
    const auto calls = channel(server);
    auto outcome = std::async(std::launch::async, [&] { return calls->send(call_out()); });
    asks(name_in(server), "CallStatus=in-progress");

    calls->close();

    EXPECT_TRUE(begins(outcome.get(), "Busy hung_up"));
}

TEST_F(IvrHttp, IsNotMadeWhereTheGatewayCannotReachUs)
{
    const HttpServer server(http_answer(201, created));
    auto unreachable = settings(server);
    unreachable.callback_url.clear();

    const auto made = make_http_gateway(unreachable, {&desk_, &ears_, {}});

    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().at(0).where, "callback_url");
}

TEST_F(IvrHttp, AGatewayThatSpeaksByItselfGetsTheText)
{
    const HttpServer server(http_answer(200, "{}"));

    EXPECT_TRUE(begins(make_http_gateway(plain(server)).value()->send(call_out()), "Accepted"));
    EXPECT_EQ(server.asked().at(0).body, R"({"say":"Bed 12."})");
}

TEST_F(IvrHttp, AGatewayThatSpeaksByItselfCallsNoForbiddenNumberEither)
{
    const HttpServer server(http_answer(200, "{}"));
    HostedCalls rules;
    rules.rules.never = {"+1555999"};
    const auto calls = make_http_gateway(plain(server), rules).value();

    for (const auto* number : {"911", "112", "+19005551234", "+15559991234"}) {
        auto outgoing = call_out();
        std::get<CallOut>(outgoing.payload).to = number;
        const auto outcome = calls->send(outgoing);
        EXPECT_TRUE(begins(outcome, "Refused Detail forbidden")) << number << said(outcome);
    }
    EXPECT_EQ(server.connections(), 0);
}

} // namespace
} // namespace relay::channels
