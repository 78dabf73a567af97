// Every document of tests/data/wctp through the doors of a house, in both profiles. The documents
// of real programs come to a house that knows whoever sends them and whomever they name, our own to
// one that knows some.
#include "tests/wctp/expectations.h"
#include "wctp/http_binding.h"
#include "wctp_talk.h"
#include <set>

namespace tests {
namespace {

using wctp_test::expectations;
using wctp_test::time_of_ours;
using wctp_test::time_of_real;

class WctpCorpus : public WctpTest {
protected:
    void SetUp() override
    {
        clock.set(time_of_ours);
        WctpTest::SetUp();
    }

    void open_for(bool strict)
    {
        responses = &believing_;
        open({.strict = strict,
              .max_recipients = 250,
              .query_interval = store::Millis{0},
              .poll_interval = store::Millis{0}});
    }
    void add_source(const std::string& sender, const std::string& code)
    {
        if (house().people()->wctp_source(sender) != nullptr)
            return;
        store::Source source{.id = {next_}, .name = std::to_string(next_), .principal = {1}};
        ++next_;
        source.sender_id = sender;
        source.rate_per_second = 1000;
        source.burst = 10'000;
        source.wctp.reply_mode = store::ReplyMode::Both;
        source.wctp.repair_bytes = true;
        if (!code.empty())
            source.code_hash = house().vault.keyed_hash(store::security_code_purpose, code);
        node().add(source);
    }
    void add_callback(const std::string& address)
    {
        store::Source source{.id = {next_}, .name = std::to_string(next_), .principal = {1}};
        ++next_;
        source.sender_id = address;
        source.callback_url = "http://callback.example/";
        source.networks = {"127.0.0.1"};
        node().add(source);
    }
    void add_recipient(const std::string& address)
    {
        if (address.empty() || house().people()->find(address))
            return;
        node().add(build::contact(next_, "R" + std::to_string(next_)).alias(address).get());
        ++next_;
    }
    /// The message that a ClientQuery is about.
    void submit_asked_for(const wctp::ClientQuery& query)
    {
        if (query.recipient_id.empty() || !asked_.insert(query.tracking_number).second)
            return;
        auto made = submission({query.recipient_id});
        const auto* source = house().people()->wctp_source(query.sender_id);
        made.message.source = source == nullptr ? store::SourceId{1} : source->id;
        made.message.originator = query.sender_id;
        made.message.tracking = store::folded_lower(query.tracking_number);
        ASSERT_TRUE(door().submit_and_wait(std::move(made))) << query.recipient_id;
    }
    void know_all_in(const wctp_test::Expectation& expected)
    {
        const auto document = wctp::parse_body("", expected.document(), {.repair_bytes = true});
        if (!document)
            return;
        const auto named = wctp_test::named_in(document->operation);
        if (!named.sender.empty())
            add_source(named.sender, "");
        for (const auto& recipient : named.recipients)
            add_recipient(recipient);
        if (const auto* query = std::get_if<wctp::ClientQuery>(&document->operation))
            submit_asked_for(*query);
        if (const auto* back = std::get_if<wctp::ReturnToService>(&document->operation))
            add_callback(back->address);
    }
    void know_some()
    {
        add_source("nurse.call@alarms.example.org", "s3cret");
        for (const auto* sender : {"h", "p", "relay.example.org", "5551230001@relay.example.org"})
            add_source(sender, "");
        add_source("jdoe", "pw");
        add_recipient("5551230001");
        add_callback("5551230001@wctp.carrier.example");
        submit_asked_for({"jdoe", "5551230001", "T0000000000001", {}});
    }
    void answer_all(bool strict)
    {
        open_for(strict);
        for (const auto& expected : expectations(strict)) {
            if (expected.is_real() != knows_all_)
                continue;
            const auto answer = post(expected.document());

            EXPECT_EQ(wctp_test::verdict_of(answer.body), expected.verdict) << expected.file << '\n'
                                                                            << answer.body;
            EXPECT_TRUE(answer.says("HTTP/1.1 200 OK")) << expected.file;
        }
    }
    void know_all()
    {
        knows_all_ = true;
        clock.set(time_of_real);
        for (const auto& expected : expectations(false)) {
            if (expected.is_real())
                know_all_in(expected);
        }
    }

private:
    Believing believing_;
    std::int64_t next_ = 1000;
    std::set<std::string> asked_;
    bool knows_all_ = false;
};
INSTANTIATE_TEST_SUITE_P(On, WctpCorpus, testing::Values(store::Engine::Sqlite),
                         [](const auto&) { return "Sqlite"; });

TEST_P(WctpCorpus, OfRealProgramsIsAnsweredAsExpectedInTheLenientProfile)
{
    know_all();
    answer_all(false);
}

TEST_P(WctpCorpus, OfRealProgramsIsAnsweredAsExpectedInTheStrictProfile)
{
    know_all();
    answer_all(true);
}

TEST_P(WctpCorpus, OfOurOwnIsAnsweredAsExpectedInTheLenientProfile)
{
    know_some();
    answer_all(false);
}

TEST_P(WctpCorpus, OfOurOwnIsAnsweredAsExpectedInTheStrictProfile)
{
    know_some();
    answer_all(true);
}

} // namespace
} // namespace tests
