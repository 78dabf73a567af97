// Every document of tests/data/wctp through the doors of a house, in both profiles. The documents
// of real programs come to a house that knows whoever sends them and whomever they name, our own to
// one that knows some.
#include "tests/wctp/corpus.h"
#include "wctp/answers.h"
#include "wctp/http_binding.h"
#include "wctp_talk.h"
#include <set>

namespace tests {
namespace {

using wctp_test::data_file;
using wctp_test::table;

// The documents name times of a day: ours of the one, php-wctp's of the other.
constexpr auto time_of_ours =
    std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} + 14h + 5min + 10s;
constexpr auto time_of_real = std::chrono::sys_days{std::chrono::year{2023} / 3 / 28} + 23h;

/// docs/wctp.md, "Corpus": a query that names neither sender nor recipient is about no message.
bool names_nobody(const std::string& file)
{
    const auto document = wctp::parse_body("", data_file("corpus/" + file));
    const auto* query = document ? std::get_if<wctp::ClientQuery>(&document->operation) : nullptr;
    return query != nullptr && query->recipient_id.empty();
}

std::string element_of(const WctpAnswer& answer)
{
    return answer.element().substr(std::string_view("wctp-").size());
}

bool is_real(const std::string& file)
{
    return file.starts_with("real-");
}

class Believing final : public relay::intake::WctpResponses {
public:
    wctp::Code take(const wctp::StatusInfo&, std::string_view) override
    {
        return wctp::Code::Accepted;
    }
    wctp::Code take(const wctp::MessageReply&, std::string_view) override
    {
        return wctp::Code::Accepted;
    }
};

/// Whoever a document says it is from, and whomever it names.
struct Named {
    std::string sender;
    std::vector<std::string> recipients;
};

template <class Submission>
Named named_by(const Submission& asked)
{
    return {asked.originator.sender_id, {asked.recipient.recipient_id}};
}

Named named_in(const wctp::Operation& operation)
{
    if (const auto* one = std::get_if<wctp::SubmitRequest>(&operation))
        return named_by(*one);
    if (const auto* one = std::get_if<wctp::SubmitClientMessage>(&operation))
        return named_by(*one);
    if (const auto* one = std::get_if<wctp::LookupSubscriber>(&operation))
        return named_by(*one);
    if (const auto* one = std::get_if<wctp::DeviceLocation>(&operation))
        return named_by(*one);
    if (const auto* one = std::get_if<wctp::ClientQuery>(&operation))
        return {one->sender_id, {one->recipient_id}};
    if (const auto* one = std::get_if<wctp::PollForMessages>(&operation))
        return {one->poller_id, {}};
    if (const auto* one = std::get_if<wctp::SendMsgMulti>(&operation)) {
        Named all{one->originator.sender_id, {}};
        for (const auto& recipient : one->recipients)
            all.recipients.push_back(recipient.recipient_id);
        return all;
    }
    return {};
}

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
    void know_all_in(const std::string& file)
    {
        const auto document =
            wctp::parse_body("", data_file("corpus/" + file), {.repair_bytes = true});
        if (!document)
            return;
        const auto named = named_in(document->operation);
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
        const std::size_t element = strict ? 3 : 1;
        for (const auto& row : table("expected.tsv")) {
            if (is_real(row.at(0)) != knows_all_)
                continue;
            const auto answer = post(data_file("corpus/" + row.at(0)));
            const auto code = !strict && names_nobody(row.at(0)) ? "504" : row.at(element + 1);

            EXPECT_EQ(element_of(answer), row.at(element)) << row.at(0) << '\n' << answer.body;
            const auto said = answer.code() == 0 ? 200 : answer.code(); // data is no failure
            EXPECT_EQ(std::to_string(said), code) << row.at(0) << '\n' << answer.body;
            EXPECT_TRUE(answer.says("HTTP/1.1 200 OK")) << row.at(0);
        }
    }
    void know_all()
    {
        knows_all_ = true;
        clock.set(time_of_real);
        for (const auto& row : table("expected.tsv")) {
            if (is_real(row.at(0)))
                know_all_in(row.at(0));
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
