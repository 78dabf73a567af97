// The canary through all ways out at once, while all of them take turns in failing: nobody outside
// sees it, nor whoever has our disk. K01, D5.
#include "tests/relay/http/raw_client.h"
#include "tests/scenarios/canary.h"
#include "tests/scenarios/outside.h"
#include "tests/scenarios/scenario.h"

namespace tests {
namespace {

using Texts = Outside::Texts;

constexpr int messages = 500;

/// Ada is reached by every way that there is, Ben by calls; the duty office asks for the original.
std::vector<std::pair<std::string, std::string>> reached_everywhere(const std::string& sender)
{
    return {
        pushed_to(sender),
        {"    networks: [127.0.0.0/8]",
         "    networks: [127.0.0.0/8]\n    rate_per_second: 100000\n    burst: 100000"},
        {"      - email: ada.king@hospital.example\n    copies: [email] ",
         "      - email: ada.king@hospital.example\n      - pager: \"4711\"\n"
         "      - wctp: ADA-THERE\n    copies: [email, snpp, wctp_peer] "},
        {"      - email: ben.okoro@hospital.example\n    redundancy:\n",
         "      - email: ben.okoro@hospital.example\n    redundancy:\n"
         "      - {channel: ivr, delay: 0s, unless: read}\n"},
        {"    fail_report_email: duty", "    include_original: true\n    fail_report_email: duty"}};
}

class CanaryOutside : public testing::TestWithParam<Texts> {
protected:
    void SetUp() override
    {
        if (GetParam() == Texts::BySmpp && !std::filesystem::exists("/usr/share/perl5/Net/SMPP.pm"))
            GTEST_SKIP() << "Net::SMPP is missing; install libnet-smpp-perl";
        outside.emplace(GetParam());
        auto wish = outside->wishes();
        wish.directory_changes = reached_everywhere(sender.url());
        house.emplace(wish);
        ASSERT_EQ(outside->device().enrol(*house, outside->push_service()).status, 204);
    }

    /// As house->wctp(), without a program for each.
    void wctp(const std::string& document) const
    {
        relay::test::RawClient client(house->http_port());
        client.send("POST /wctp HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\n"
                    "Content-Length: " +
                    std::to_string(document.size()) + "\r\n\r\n" + document);
        ASSERT_EQ(client.status(), 200);
    }

    void submit(int number) const
    {
        const auto id = "m-" + std::to_string(number);
        const auto text = id + " " + canary;
        const auto& code = house->code();
        switch (number % 25) {
        case 1:
            return wctp(submit_request("wrong", "ADA-KING", text, id));
        case 2:
            return wctp(submit_request(code, "NOBODY-THERE", text, id));
        case 3:
            return wctp("<?xml version=\"1.0\"?><wctp-Operation><" + canary + "></wctp-Operation>");
        case 4:
            house->mail("ada@pager.example", {"--header", "Subject: " + text, "--body", text});
            return;
        case 5:
            house->http("POST", "/api/v1/messages", "admin",
                        R"({"to":"ADA-KING","subject":")" + text + R"(","text":")" + text + R"("})",
                        {"Idempotency-Key: " + id});
            return;
        case 6:
            return wctp(submit_choices(code, "BEN-OKORO", text, id, {"yes " + canary, canary}));
        case 7:
            return wctp(submit_request(code, "CARDIO-ONCALL", text, id));
        case 8:
            return wctp(submit_request(code, "HOUSE-ALARM", text, id,
                                       "deliveryPriority=\"HIGH\" notifyWhenDelivered=\"true\""));
        case 9:
            house->mail("nobody@pager.example", {"--header", "Subject: " + text, "--body", text});
            return;
        default: // the others are Ada's
            return wctp(submit_choices(code, "ADA-KING", text, id, {"yes " + canary, canary}));
        }
    }

    /// The mail servers of others return mails of ours, with words that are not ours.
    void bounce() const
    {
        const auto mails = outside->mail_server().taken();
        for (std::size_t i = 0; i < mails.size(); i += 20) {
            const auto& back = mails[i].envelope.sender;
            if (back)
                house->mail(back->text(), {"--from", "<>", "--data", report()});
        }
    }
    static std::string report()
    {
        return "From: MAILER-DAEMON@mx.example\nSubject: " + canary +
               "\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n"
               "Content-Type: multipart/report; report-type=delivery-status; boundary=B\n\n"
               "--B\nContent-Type: text/plain\n\n" +
               canary +
               "\n--B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
               "Final-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\n"
               "Diagnostic-Code: smtp; 550 " +
               canary + "\n--B--\n";
    }

    /// Ada's phone says something, and the gateway that it did not get what we sent.
    void call_back() const
    {
        const auto out = house->belfry({"gateways"}, {}).out;
        const auto at = out.find("/gateway/sms/");
        if (at == std::string::npos)
            return; // a message centre, whose receipts have come by themselves
        const auto address = out.substr(at, out.find_first_of(" \n", at) - at);
        const std::vector<std::string> headers{"Content-Type: application/x-www-form-urlencoded"};
        house->http("POST", address, "", "id=in-1&from=%2B15550100101&to=1555&text=" + canary,
                    headers);
        for (const auto& [way, all] : outside->seen()) {
            for (std::size_t i = 0; way == "sms" && i < all.size(); i += 20) {
                const auto delivery = all[i].find("dl_");
                house->http("POST", address, "",
                            "status=undelivered&delivery=" +
                                all[i].substr(delivery, all[i].find('.', delivery) - delivery),
                            headers);
            }
        }
    }

    WctpHost sender;
    std::optional<Outside> outside;
    std::optional<Installation> house;
};

INSTANTIATE_TEST_SUITE_P(With, CanaryOutside, testing::Values(Texts::ByHttp, Texts::BySmpp),
                         [](const auto& given) {
                             return given.param == Texts::ByHttp ? "TextsByHttp" : "TextsBySmpp";
                         });

TEST_P(CanaryOutside, IsSeenByNobodyButItsRecipient)
{
    for (int number = 0; number < messages; ++number)
        submit(number);
    house->advance(5min);
    bounce();
    call_back();
    house->advance(30min);
    const auto pages = pages_in_inbox(*house);
    const auto page = house->http("GET", "/api/v1/inbox/" + pages.back(), "inbox");
    house->http("POST", "/api/v1/inbox/" + pages.back() + "/reply", "inbox", R"({"choice":2})");
    house->settle();
    house->kill();
    EXPECT_TRUE(std::filesystem::exists(house->data_dir() / "belfry.db-wal"));
    const auto left_behind = files_with_canary(house->folder());
    house->start();
    house->advance(1min);
    house->stop();

    EXPECT_TRUE(has_canary(page.body)) << "the recipient reads it";
    EXPECT_EQ(left_behind, std::vector<std::string>());
    EXPECT_EQ(files_with_canary(house->folder()), std::vector<std::string>());
    for (const auto& [way, all] : outside->seen()) {
        EXPECT_GE(all.size(), 10u) << "too little went out by " << way;
        EXPECT_EQ(count_canaries(all), 0u) << way;
    }
    auto documents = sender.documents();
    EXPECT_GE(count_canaries(documents), 1u) << "the answer, in the sender's own words";
    std::erase_if(documents, [](const auto& each) { return contains(each, "wctp-MessageReply"); });
    EXPECT_GE(documents.size(), 10u);
    EXPECT_EQ(count_canaries(documents), 0u);
}

} // namespace
} // namespace tests
