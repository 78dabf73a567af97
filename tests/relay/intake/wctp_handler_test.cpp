#include "wctp_talk.h"
#include <future>

namespace tests {
namespace {

class WctpDoors : public WctpTest {};
HOUSE_ON_BOTH_ENGINES(WctpDoors);

// U.1
// WCTP check 1, 70
TEST_P(WctpDoors, ConfirmASubmissionThatIsStoredByThen)
{
    for (const std::string version :
         {"wctp-dtd-v1r0", "wctp-dtd-v1r1", "wctp-dtd-v1r2", "wctp-dtd-v1r3"}) {
        const auto payload = "<wctp-Alphanumeric>Bed 12 calls, " + version + "</wctp-Alphanumeric>";

        const auto answer =
            post(Asked{.version = version, .id = version, .payload = payload}.request());

        EXPECT_EQ(answer.element(), "wctp-Confirmation") << version;
        EXPECT_EQ(answer.code(), 200) << version;
        EXPECT_EQ(wctp::name(answer.document().version), version);
        EXPECT_EQ(newest().wctp_version, version);
        EXPECT_EQ(newest().body.reveal(), "Bed 12 calls, " + version);
        EXPECT_EQ(paged(newest().id), std::vector{ann}) << version;
    }
    EXPECT_EQ(messages(), 4u);
}

// WCTP check 42
TEST_P(WctpDoors, KeepWhatTheOriginatorAskedFor)
{
    Asked asked;
    asked.version = "WCTP-DTD-V1R2";
    asked.token = " wctpToken=\"1AA\"";
    asked.control =
        "transactionID=\"t-9\" sendResponsesToID=\"back.example\" allowResponse=\"false\" "
        "notifyWhenQueued=\"true\" notifyWhenRead=\"true\" deliveryPriority=\"HIGH\" "
        "preformatted=\"true\" deliveryAfter=\"2027-01-15T09:00:00\" "
        "deliveryBefore=\"2027-01-15T10:00:00\"";
    asked.payload = "<wctp-MCR><wctp-MessageText>Come?</wctp-MessageText><wctp-ChoicePair>"
                    "<wctp-SendChoice>Yes</wctp-SendChoice><wctp-ReplyChoice>ACK</wctp-ReplyChoice>"
                    "</wctp-ChoicePair><wctp-Choice>No</wctp-Choice></wctp-MCR>";

    const auto answer = post(asked.request());

    EXPECT_EQ(answer.code(), 200);
    EXPECT_EQ(answer.document().version, wctp::Version::V1r2);
    EXPECT_EQ(answer.document().token, "1AA");
    const auto message = newest();
    EXPECT_EQ(message.originator, "monitor.example");
    EXPECT_EQ(message.reference, "m-1");
    EXPECT_EQ(message.transaction, "t-9");
    EXPECT_EQ(message.respond_to, "back.example");
    EXPECT_EQ(message.wctp_version, "wctp-dtd-v1r2");
    EXPECT_EQ(message.wctp_token, "1AA");
    EXPECT_FALSE(message.allow_response);
    EXPECT_TRUE(message.preformatted);
    EXPECT_EQ(message.notify, (store::NotifyFlags{true, false, true}));
    EXPECT_EQ(message.priority, store::Priority::High);
    EXPECT_EQ(message.not_before, build::noon + 1h);
    EXPECT_EQ(message.expires, build::noon + 2h);
    EXPECT_EQ(message.submitted, build::noon - 1min);
    EXPECT_EQ(message.choices, (std::vector<store::Choice>{{"Yes", "ACK"}, {"No", "No"}}));
}

// X16: the recipients
// WCTP check 5, 39, 52, 53, 54, 56, 57, 58, 59, 62, 63, 65, 66
TEST_P(WctpDoors, AnswerEachMistakeWithItsCode)
{
    struct Case {
        const char* name;
        std::function<void(Asked&)> spoil;
        int expected;
    };
    const std::string many = [] {
        std::string choices;
        for (int count = 0; count < 101; ++count)
            choices += "<wctp-Choice>a</wctp-Choice>";
        return choices;
    }();
    const auto mcr = [](const std::string& choices) {
        return "<wctp-MCR><wctp-MessageText>x</wctp-MessageText>" + choices + "</wctp-MCR>";
    };
    const Case cases[] = {
        {"version", [](Asked& a) { a.version = "wctp-dtd-v9r9"; }, 303},
        {"unknown sender", [](Asked& a) { a.sender = "stranger"; }, 401},
        {"somebody's door that is not WCTP", [](Asked& a) { a.sender = "mailer.example"; }, 401},
        {"the sender of everybody", [](Asked& a) { a.sender = "*"; }, 401},
        {"wrong code", [](Asked& a) { a.code = "guess"; }, 402},
        {"no code", [](Asked& a) { a.code = ""; }, 402},
        {"unknown recipient", [](Asked& a) { a.recipient = "NOBODY"; }, 403},
        {"no recipient", [](Asked& a) { a.recipient = ""; }, 403},
        {"SQL", [](Asked& a) { a.recipient = "' OR 1=1 --"; }, 403},
        {"path", [](Asked& a) { a.recipient = "../../etc/passwd"; }, 403},
        {"wildcards", [](Asked& a) { a.recipient = "%"; }, 403},
        {"wildcard", [](Asked& a) { a.recipient = "*"; }, 403},
        {"underscore", [](Asked& a) { a.recipient = "ANN_LEE"; }, 403},
        {"hidden", [](Asked& a) { a.recipient = "DONALD"; }, 403},
        {"no time", [](Asked& a) { a.control = "deliveryAfter=\"soon\""; }, 405},
        {"no time either", [](Asked& a) { a.control = "deliveryBefore=\"soon\""; }, 405},
        {"before is not after after",
         [](Asked& a) {
             a.control = "deliveryAfter=\"2027-01-15T10:00:00\" "
                         "deliveryBefore=\"2027-01-15T10:00:00\"";
         },
         406},
        {"far ahead", [](Asked& a) { a.control = "deliveryAfter=\"2047-01-15T10:00:00\""; }, 407},
        {"far ahead too", [](Asked& a) { a.control = "deliveryBefore=\"2047-01-15T10:00:00\""; },
         407},
        {"past", [](Asked& a) { a.control = "deliveryBefore=\"2027-01-15T08:00:00\""; }, 408},
        {"choice too long",
         [&](Asked& a) {
             a.payload = mcr("<wctp-Choice>" + std::string(1025, 'a') + "</wctp-Choice>");
         },
         415},
        {"too many choices", [&](Asked& a) { a.payload = mcr(many); }, 416},
        {"no choice", [&](Asked& a) { a.payload = mcr(""); }, 302},
        {"binary",
         [](Asked& a) {
             a.payload = "<wctp-TransparentData type=\"OPAQUE\" encoding=\"base64\">AAEC"
                         "</wctp-TransparentData>";
         },
         430},
        {"two payloads", [](Asked& a) { a.payload += a.payload; }, 302},
        {"nothing to page", [](Asked& a) { a.payload = ""; }, 302},
    };

    for (const auto& c : cases) {
        Asked asked;
        c.spoil(asked);
        const auto answer = post(asked.request());
        EXPECT_EQ(answer.code(), c.expected) << c.name << "\n" << answer.body;
        EXPECT_TRUE(answer.says("HTTP/1.1 200 OK")) << c.name;
        EXPECT_EQ(answer.element(), "wctp-Confirmation") << c.name;
    }
    EXPECT_EQ(messages(), 0u);
    EXPECT_EQ(house().metrics.refused(store::Door::Wctp), std::size(cases));
}

// WCTP check 69
TEST_P(WctpDoors, TellNobodyWithoutACodeWhoIsHere)
{
    Asked asked;
    asked.code = "guess";
    const auto known = post(asked.request());
    asked.recipient = "NOBODY";

    EXPECT_EQ(post(asked.request()).body, known.body);
}

// X17: the bytes; Guard.DoesTheSameWork... has the time
TEST_P(WctpDoors, CanHideWhichPartOfTheLoginWasWrong)
{
    open({.uniform_auth_errors = true});
    Asked wrong_code;
    wrong_code.code = "guess";
    Asked stranger;
    stranger.sender = "stranger";

    EXPECT_EQ(code(stranger), 402);
    EXPECT_EQ(post(stranger.request()).body, post(wrong_code.request()).body);
}

TEST_P(WctpDoors, SlowDownWhoGuessesCodes)
{
    Asked asked;
    asked.code = "guess";
    for (int count = 0; count < 6; ++count)
        EXPECT_EQ(code(asked), 402);

    EXPECT_EQ(code(asked), 603);
    EXPECT_EQ(code({}), 603) << "the right one is not looked at either";
    clock.advance(1s);
    EXPECT_EQ(code({}), 200);
}

TEST_P(WctpDoors, HoldASourceToItsRate)
{
    edit_source(1, [](store::Source& source) {
        source.rate_per_second = 1;
        source.burst = 1;
    });

    EXPECT_EQ(code({}), 200);
    EXPECT_EQ(code({.id = "m-2"}), 602);
    clock.advance(1s);
    EXPECT_EQ(code({.id = "m-2"}), 200);
}

// WCTP check 52
TEST_P(WctpDoors, DoNotKnowASenderThatIsSwitchedOff)
{
    edit_source(1, [](store::Source& source) { source.enabled = false; });

    EXPECT_EQ(code({}), 401);
}

// WCTP check 55: nobody has an authorizationCode here
TEST_P(WctpDoors, AskForNoCodeOfARecipient)
{
    auto document = Asked{}.request();
    const std::string named = "recipientID=\"ANN-LEE\"";
    document.insert(document.find(named) + named.size(), " authorizationCode=\"99\"");

    EXPECT_EQ(post(document).code(), 200);
}

TEST_P(WctpDoors, LetASourceInAtItsAddressesOnly)
{
    edit_source(1, [](store::Source& source) { source.networks = {"10.0.0.0/8"}; });
    EXPECT_EQ(code({}), 401);

    edit_source(1, [](store::Source& source) { source.networks = {"127.0.0.1"}; });
    EXPECT_EQ(code({}), 200);
}

// X26
// WCTP check 60
TEST_P(WctpDoors, CutALongTextWhereThatIsAllowedAndSaySo)
{
    open({.max_text_characters = 20});
    Asked asked;
    asked.payload = "<wctp-Alphanumeric>" + std::string(21, 'a') + "</wctp-Alphanumeric>";

    EXPECT_EQ(code(asked), 211);
    EXPECT_EQ(newest().body.reveal(), std::string(14, 'a') + " [cut]");
    asked.control = "allowTruncation=\"false\"";
    EXPECT_EQ(code(asked), 411);
    EXPECT_EQ(messages(), 1u);
}

TEST_P(WctpDoors, HoldAStrictSourceToTheLetter)
{
    Asked asked;
    asked.control = "nonsense=\"1\"";
    EXPECT_EQ(code(asked), 200);

    edit_source(1, [](store::Source& source) { source.strict = true; });

    EXPECT_EQ(code(asked), 302);
    EXPECT_EQ(code({.id = "m-2"}), 200);
    EXPECT_EQ(messages(), 2u);
}

TEST_P(WctpDoors, SayServiceUnavailableWhileTheDiskIsFullAndThenGoOn)
{
    std::atomic<std::uint64_t> free{0};
    store::GroupCommit writer(fresh().database(),
                              {.reserve_bytes = 1000, .free_bytes = [&] { return free.load(); }});
    const relay::engine::House narrow{house().database, writer,          house().directory,
                                      house().vault,    house().ids,     house().clock,
                                      house().mailbox,  house().metrics, house().rules};
    open_at(narrow, {.service_unavailable = 605});
    EXPECT_EQ(code({}), 605);
    open_at(narrow, {});
    EXPECT_EQ(code({}), 606);
    EXPECT_EQ(messages(), 0u);

    free = 1'000'000;

    EXPECT_EQ(code({}), 200);
    EXPECT_EQ(messages(), 1u);
    EXPECT_TRUE(log.says("the disk is nearly full"));
    close(); // before its house goes
}

TEST_P(WctpDoors, SayInTheWordsOfTheSourceThatTheStoreCannotAnswer)
{
    edit_source(1, [](store::Source& source) {
        source.wctp.busy_code = 605;
        source.wctp.reply_mode = store::ReplyMode::Both;
    });
    node().write(
        [](store::Connection& connection) { connection.execute("DROP TABLE lookup_answer", {}); });

    EXPECT_EQ(code({}), 605);
}

// X21
// WCTP check 68
TEST_P(WctpDoors, MakeOnePageOfASubmissionThatComesFiveTimesAtOnce)
{
    std::vector<std::future<int>> answers;
    for (int count = 0; count < 5; ++count)
        answers.push_back(std::async(std::launch::async, [this] { return code({}); }));

    for (auto& answer : answers)
        EXPECT_EQ(answer.get(), 200);
    EXPECT_EQ(messages(), 1u);
    EXPECT_EQ(house().metrics.duplicates(), 4u);
}

TEST_P(WctpDoors, LoseNoMessageOfASenderThatNamesAllOfThemAlike)
{
    Asked other;
    other.payload = "<wctp-Alphanumeric>Bed 13 calls</wctp-Alphanumeric>";

    EXPECT_EQ(code({}), 200);
    EXPECT_EQ(code(other), 200);
    EXPECT_EQ(messages(), 2u);
    EXPECT_EQ(code({.id = ""}), 200);
    EXPECT_EQ(code({.id = ""}), 200);
    EXPECT_EQ(messages(), 4u) << "without a name each is new";
}

// WCTP check 18, 19, 20
TEST_P(WctpDoors, RefuseWhatTheyDoNotDoInTheElementThatBelongsToIt)
{
    struct Case {
        const char* inside;
        const char* element;
    };
    const Case cases[] = {
        {"<wctp-ReturnToSvc>a.example</wctp-ReturnToSvc>", "wctp-Confirmation"},
        // X29: another relay's callback that is ours
        {"<wctp-StatusInfo><wctp-ResponseHeader responseToMessageID=\"m-1\"><wctp-Originator "
         "senderID=\"a\"/><wctp-MessageControl messageID=\"2\"/><wctp-Recipient recipientID=\"b\"/>"
         "</wctp-ResponseHeader><wctp-Notification type=\"READ\"/></wctp-StatusInfo>",
         "wctp-Confirmation"},
        {"<wctp-MessageReply><wctp-ResponseHeader responseToMessageID=\"m-1\"><wctp-Originator "
         "senderID=\"a\"/><wctp-MessageControl messageID=\"2\"/><wctp-Recipient recipientID=\"b\"/>"
         "</wctp-ResponseHeader><wctp-Payload><wctp-Alphanumeric>x</wctp-Alphanumeric>"
         "</wctp-Payload></wctp-MessageReply>",
         "wctp-Confirmation"},
        {"<wctp-Confirmation><wctp-Success successCode=\"200\">ok</wctp-Success>"
         "</wctp-Confirmation>",
         "wctp-Confirmation"},
        {"<wctp-BindDomainAlias/>", "wctp-Confirmation"},
        {"<wctp-Nonsense/>", "wctp-Confirmation"},
    };

    for (const auto& c : cases) {
        const auto answer = post(Asked{}.in_operation(c.inside));
        EXPECT_EQ(answer.code(), 300) << c.inside << "\n" << answer.body;
        EXPECT_EQ(answer.element(), c.element) << c.inside;
    }
    EXPECT_EQ(messages(), 0u);
}

// WCTP check 45
TEST_P(WctpDoors, SayWhichVersionsTheySpeak)
{
    open({.versions = {.responder = "relay.example"}});

    const auto answer = post(Asked{}.in_operation(
        "<wctp-VersionQuery inquirer=\"monitor.example\" dateTime=\"2027-01-15T08:00:00\"/>"));

    const auto said = std::get<wctp::VersionResponse>(answer.document().operation);
    EXPECT_EQ(said.responder, "relay.example");
    EXPECT_EQ(said.inquirer, "monitor.example");
    EXPECT_EQ(said.date_time_of_request, "2027-01-15T08:00:00");
    EXPECT_EQ(said.answered, build::noon);
    EXPECT_GE(std::get<std::vector<wctp::DtdSupport>>(said.outcome).size(), 4u);
}

// S3.6 to S3.11
// S0.51, by WCTP
TEST_P(WctpDoors, PageAGroupWithoutDonaldForMaryAndWithHimForBob)
{
    EXPECT_EQ(code({.recipient = "TSUNAMI"}), 200);
    EXPECT_EQ(paged(newest().id), std::vector{ann});
    EXPECT_TRUE(ledger_says(newest().id, "left_out", donald.text() + ": domain"));
    EXPECT_EQ(post(Asked{.recipient = "DONALD"}.request()).body,
              post(Asked{.recipient = "NOBODY"}.request()).body);

    EXPECT_EQ(code({.sender = "insider.example", .recipient = "TSUNAMI"}), 200);
    EXPECT_EQ(paged(newest().id), (std::vector{ann, donald}));
}

TEST_P(WctpDoors, LeaveTextAndCodeOfASubmissionNowhere)
{
    Asked asked;
    asked.payload = "<wctp-Alphanumeric>canary-body</wctp-Alphanumeric>";
    asked.code = "canary-code";
    EXPECT_EQ(code(asked), 402);
    asked.code = "s3cret";
    EXPECT_EQ(code(asked), 200);
    EXPECT_EQ(post("canary-garbage").code(), 301);
    EXPECT_EQ(post(asked.client_message() + "canary-tail").code(), 301);

    EXPECT_TRUE(log.says(newest().id.text()));
    for (const auto* secret : {"canary", "s3cret"}) {
        EXPECT_FALSE(log.says(secret));
        EXPECT_EQ(files_with(secret), std::vector<std::string>{});
    }
}

} // namespace
} // namespace tests
