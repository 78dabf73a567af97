// IHE PCD-07: what NIST's tool asserts of the answers to an alarm manager. N25 to N38 are its
// names.
#include "relay/intake/observation.h"
#include "wctp_talk.h"

namespace tests {
namespace {

class WctpAlarms : public WctpTest {
protected:
    /// A page with two choices, no transactionID.
    static Asked alarm()
    {
        Asked asked;
        asked.version = "wctp-dtd-ihepcd-pcd06-v1r1";
        asked.control = "notifyWhenRead=\"true\" deliveryPriority=\"HIGH\"";
        asked.payload =
            "<wctp-MCR><wctp-MessageText>SpO2 low</wctp-MessageText><wctp-ChoicePair>"
            "<wctp-SendChoice>Accept</wctp-SendChoice><wctp-ReplyChoice>ACCEPT</wctp-ReplyChoice>"
            "</wctp-ChoicePair><wctp-IHEPCDDialback String=\"5551234567\"/></wctp-MCR>";
        return asked;
    }
    /// Read and answered; what the originator's host then fetches.
    std::vector<wctp::PolledMessage> events()
    {
        edit_source(1,
                    [](store::Source& source) { source.wctp.reply_mode = store::ReplyMode::Poll; });
        answered(alarm());
        return post(Asked{}.poll()).polled();
    }
    /// The same, pushed; as documents.
    std::vector<std::string> events(const Asked& asked)
    {
        edit_source(
            1, [](store::Source& source) { source.callback_url = "https://monitor.example/wctp"; });
        const auto before = channels.wctp.count();
        answered(asked);
        const auto all = channels.wctp.texts();
        return {all.begin() + static_cast<std::ptrdiff_t>(before), all.end()};
    }
    void answered(Asked asked)
    {
        asked.id = "m-" + std::to_string(messages());
        EXPECT_EQ(code(asked), 200);
        const auto page = node().pages(newest().id).front().id;
        const relay::intake::Observation news(house());
        EXPECT_TRUE(news.read(ann, page));
        EXPECT_TRUE(news.reply(ann, page, 1, "", store::Channel::Secure));
        node().settle();
    }
    static void expect_complete(const wctp::ResponseHeader& header)
    {
        EXPECT_TRUE(header.responded);                                // N29
        EXPECT_EQ(header.responding_to, build::noon - 1min);          // N30
        EXPECT_EQ(header.on_behalf_of, "ANN-LEE");                    // N31
        EXPECT_FALSE(header.originator.sender_id.empty());            // N32
        EXPECT_FALSE(header.control.message_id.empty());              // N33
        EXPECT_EQ(header.control.transaction_id, header.response_to); // N34
    }
};
HOUSE_ON_BOTH_ENGINES(WctpAlarms);

TEST_P(WctpAlarms, AreNeverCutWhereTheNumberToCallBackStands)
{
    edit_source(1, [](store::Source& source) { source.wctp.max_text = 40; });
    auto asked = alarm();
    const auto say = [&](std::size_t length) {
        asked.id = "m-" + std::to_string(length);
        const std::string text = "SpO2 low";
        asked.payload = alarm().payload;
        asked.payload.replace(asked.payload.find(text), text.size(), std::string(length, 'x'));
        return code(asked);
    };

    EXPECT_EQ(say(40), 200) << "the sender's own text fits";
    EXPECT_EQ(newest().body.reveal(), std::string(40, 'x') + "\nCall back: 5551234567");
    EXPECT_EQ(say(41), 211);
    EXPECT_EQ(newest().body.reveal(), std::string(34, 'x') + " [cut]\nCall back: 5551234567");
    asked.control = "allowTruncation=\"false\"";
    EXPECT_EQ(say(39), 200);
    EXPECT_EQ(say(42), 411);
}

TEST_P(WctpAlarms, ArePagedWithTheNumberToCallBackAndTheirPriority)
{
    EXPECT_EQ(code(alarm()), 200);

    EXPECT_EQ(newest().body.reveal(), "SpO2 low\nCall back: 5551234567");
    EXPECT_EQ(newest().priority, store::Priority::High);
}

TEST_P(WctpAlarms, AreAnsweredInWordsThatAreNeverEmpty) // N25 to N28
{
    auto wrong = alarm();
    wrong.code = "guess";

    EXPECT_NE(post(alarm().request()).body.find("successText=\"Accepted\">Accepted<"),
              std::string::npos);
    EXPECT_NE(
        post(wrong.request()).body.find("errorCode=\"402\" errorText=\"Invalid security code\">"),
        std::string::npos);
}

TEST_P(WctpAlarms, AreToldOfWithCompleteHeaders) // N29 to N35, N37
{
    const auto told = events();

    ASSERT_EQ(told.size(), 2u);
    const auto& status = std::get<wctp::StatusInfo>(told[0].operation);
    expect_complete(status.header);
    EXPECT_EQ(std::get<wctp::Notification>(status.event), wctp::Notification::Read);
    const auto& reply = std::get<wctp::MessageReply>(told[1].operation);
    expect_complete(reply.header);
    EXPECT_EQ(std::get<wctp::Alphanumeric>(reply.payload).text, "ACCEPT");
}

const std::string pump_alarm =
    "<wctp-IHEPCDACM><wctp-IHEPCDACMObservation alertTimestamp=\"20260301140510\" "
    "eventIdentification=\"SpO2 low\"/></wctp-IHEPCDACM>";

TEST_P(WctpAlarms, AreToldOfWithTheAlertInformationThatTheyCameWith) // N36, N38
{
    auto asked = alarm();
    asked.version = "wctp-dtd-ihepcd-pcd06-v1r2";
    asked.payload.insert(asked.payload.find("</wctp-MCR>"), pump_alarm);
    const auto told = events(asked);

    ASSERT_EQ(told.size(), 2u);
    for (const auto& one : told)
        EXPECT_NE(one.find(pump_alarm + "</wctp-"), std::string::npos) << one;
}

TEST_P(WctpAlarms, AreToldOfInTheGrammarOfIheAlsoWithoutAlertInformation)
{
    auto asked = alarm();
    asked.version = "wctp-dtd-ihepcd-pcd06-v1r2";
    for (const auto& one : events(asked))
        EXPECT_NE(one.find("<wctp-IHEPCDACM/>"), std::string::npos) << one;
    for (const auto& one : events(alarm()))
        EXPECT_EQ(one.find("wctp-IHEPCDACM"), std::string::npos) << one;
}

// X.9
TEST_P(WctpAlarms, KeepTheirPicturesSealedUntilTheTextIsPurged)
{
    auto asked = alarm();
    asked.payload.insert(asked.payload.find("</wctp-MCR>"),
                         "<wctp-IHEPCDWCMImages><wctp-IHEWCMImage Format=\"SVG\" "
                         "Encoding=\"Base64\">Q0FOQVJZNTE1MA==</wctp-IHEWCMImage>"
                         "<wctp-IHEWCMImage Format=\"PNG\" Encoding=\"Base64\">no base64!"
                         "</wctp-IHEWCMImage></wctp-IHEPCDWCMImages>" +
                             pump_alarm);

    EXPECT_EQ(code(asked), 200);

    const auto kept = newest();
    ASSERT_EQ(kept.files.size(), 1u);
    EXPECT_EQ(kept.files[0], (store::MessageFile{"picture-1.svg", "image/svg+xml", 10, {}}));
    const auto reader = fresh().database().reader();
    EXPECT_EQ(store::MessageRepository(*reader, fresh().vault()).file(kept.id, 1)->content,
              store::ProtectedText("CANARY5150"));
    EXPECT_EQ(kept.alert.reveal(), pump_alarm);
    EXPECT_NE(kept.body.reveal().find("\nPicture: cannot be read"), std::string::npos);
    EXPECT_EQ(files_with("CANARY5150"), std::vector<std::string>());
    node().write([&](store::Connection& connection) {
        EXPECT_TRUE(store::MessageRepository(connection, fresh().vault()).purge_body(kept.id));
    });
    EXPECT_TRUE(newest().files.empty());
    EXPECT_FALSE(store::MessageRepository(*reader, fresh().vault()).file(kept.id, 1));
    EXPECT_TRUE(newest().alert.empty());
}

// X.9
TEST_P(WctpAlarms, NameThePicturesThatAreNotKept)
{
    const auto with_picture = [](const std::string& format) {
        auto asked = alarm();
        asked.id = "m-" + format;
        asked.payload.insert(asked.payload.find("</wctp-MCR>"),
                             "<wctp-IHEPCDWCMImages><wctp-IHEWCMImage Format=\"" + format +
                                 "\" Encoding=\"Base64\">Q0FOQVJZNTE1MA==</wctp-IHEWCMImage>"
                                 "</wctp-IHEPCDWCMImages>");
        return asked;
    };

    EXPECT_EQ(code(with_picture("PNG")), 200);
    EXPECT_TRUE(newest().files.empty());
    EXPECT_TRUE(newest().body.reveal().ends_with(
        "\n[file not kept: picture-1.png (image/png, 10 bytes): it is not what it says]"))
        << newest().body.reveal();
    edit_source(1,
                [](store::Source& source) { source.files.attachments = store::Attachments::Name; });
    EXPECT_EQ(code(with_picture("SVG")), 200);
    EXPECT_TRUE(newest().files.empty());
    EXPECT_TRUE(
        newest().body.reveal().ends_with("\n[attachment: picture-1.svg (image/svg+xml, 10 bytes)]"))
        << newest().body.reveal();
}

} // namespace
} // namespace tests
