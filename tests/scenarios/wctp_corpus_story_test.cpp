// Every document of tests/data/wctp, posted to the real daemon in both profiles. What a document
// can name only after the fact stands in it when it is posted: the tracking number that the daemon
// gave, and the messageID of a page that it sent.
#include "store/model/directory.h"
#include "tests/scenarios/scenario.h"
#include "tests/scenarios/wctp_words.h"
#include "tests/support/http_server.h"
#include "tests/wctp/expectations.h"
#include "wctp/http_binding.h"
#include <map>
#include <set>

namespace tests {
namespace {

using wctp_test::Expectation;
using wctp_test::expectations;

std::string quoted(const std::string& text)
{
    return "\"" + text + "\"";
}

/// `bytes` with the value of that attribute replaced, wherever it stands.
std::string with_value(std::string bytes, const std::string& attribute, const std::string& value)
{
    const auto before = attribute + "=\"";
    for (auto at = bytes.find(before); at != std::string::npos; at = bytes.find(before, at + 1)) {
        const auto begin = at + before.size();
        bytes.replace(begin, bytes.find('"', begin) - begin, value);
    }
    return bytes;
}

tl::expected<wctp::Document, wctp::ParseFailure> read(const Expectation& expected)
{
    return wctp::parse_body("", expected.document(), {.repair_bytes = true});
}

/// Sources and contacts as the directory file has them.
class People {
public:
    explicit People(const std::filesystem::path& folder) : folder_(folder) {}

    void add_source(const std::string& sender, const std::string& code)
    {
        if (!known_.insert("source " + sender).second)
            return;
        begin_source(sender);
        sources_ += "    reply_mode: poll\n    repair_bytes: true\n    rate_per_second: 1000\n"
                    "    burst: 10000\n";
        if (code.empty())
            return;
        const auto file = folder_ / (code + ".code");
        write_file(file, code + "\n");
        sources_ += "    code_file: " + file.string() + "\n";
    }
    void add_callback(const std::string& address)
    {
        if (!known_.insert("source " + address).second)
            return;
        begin_source(address);
        sources_ += "    callback_url: http://callback.example/\n";
    }
    void add_recipient(const std::string& address)
    {
        if (address.empty() || !known_.insert("contact " + store::folded_lower(address)).second)
            return;
        const auto name = "RECIPIENT-" + std::to_string(known_.size());
        contacts_ += "  - opid: " + name + "\n    first_name: R\n    last_name: " + name +
                     "\n    alias: " + quoted(address) + "\n    domain: House\n";
    }

    std::vector<std::pair<std::string, std::string>> changes() const
    {
        return {{"contacts:\n", "contacts:\n" + contacts_},
                {"\nsources:\n", "\nsources:\n" + sources_}};
    }

private:
    void begin_source(const std::string& sender)
    {
        sources_ += "  - name: source-" + std::to_string(known_.size()) +
                    "\n    door: wctp\n    sender_id: " + quoted(sender) +
                    "\n    networks: [127.0.0.0/8]\n";
    }

    std::filesystem::path folder_;
    std::set<std::string> known_;
    std::string sources_;
    std::string contacts_;
};

class WctpCorpusStory : public testing::TestWithParam<std::tuple<store::Engine, bool>> {
protected:
    void SetUp() override
    {
        const auto why_not = Installation::why_not(std::get<0>(GetParam()));
        if (!why_not.empty())
            GTEST_SKIP() << why_not;
    }
    static bool is_strict() { return std::get<1>(GetParam()); }

    /// The documents of real programs come to a house that knows whoever sends them and whomever
    /// they name.
    void know_all_real()
    {
        for (const auto& expected : expectations(false)) {
            const auto document = read(expected);
            if (!expected.is_real() || !document)
                continue;
            const auto named = wctp_test::named_in(document->operation);
            if (!named.sender.empty())
                people_.add_source(named.sender, "");
            for (const auto& recipient : named.recipients)
                people_.add_recipient(recipient);
            if (const auto* back = std::get_if<wctp::ReturnToService>(&document->operation))
                people_.add_callback(back->address);
        }
    }
    /// Our own come to one that knows some.
    void know_some()
    {
        people_.add_source("nurse.call@alarms.example.org", "s3cret");
        for (const auto* sender : {"h", "p", "relay.example.org", "5551230001@relay.example.org"})
            people_.add_source(sender, "");
        people_.add_source("jdoe", "pw");
        people_.add_recipient("5551230001");
        people_.add_callback("5551230001@wctp.carrier.example");
    }
    void open(const std::string& now)
    {
        Wishes wishes;
        wishes.engine = std::get<0>(GetParam());
        wishes.now = now;
        wishes.more_config = "wctp:\n  poll_interval: 0s\n  query_interval: 0s\n  strict: " +
                             std::string(is_strict() ? "true" : "false") + "\n";
        wishes.more_channels = "  wctp_peer:\n    url: " + carrier_.url("/wctp") +
                               "\n    sender_id: belfry\n    responses:\n"
                               "      networks: [127.0.0.0/8]\n";
        wishes.directory_changes = people_.changes();
        wishes.directory_changes.emplace_back(
            "      - email: ada.king@hospital.example\n    copies: [email]",
            "      - wctp: \"5550001\"\n    copies: [wctp_peer]");
        house_.emplace(wishes);
        page_by_carrier();
    }

    void post_all(bool real)
    {
        std::size_t posted = 0;
        for (const auto& expected : expectations(is_strict())) {
            if (expected.is_real() != real)
                continue;
            const auto answer = house_->wctp(as_it_can_be(expected));

            EXPECT_EQ(wctp_test::verdict_of(answer), expected.verdict) << expected.file << '\n'
                                                                       << answer;
            ++posted;
        }
        EXPECT_GT(posted, 50U);
        EXPECT_EQ(house_->http("GET", "/healthz").status, 200);
    }

private:
    /// Something that the carrier took, of which events can tell.
    void page_by_carrier()
    {
        house_->wctp(submit_request(house_->code(), "ADA-KING", "Bed 12", "m-1"));
        house_->settle();
        const auto sent = wctp::parse(carrier_.asked().at(0).body).value();
        page_ = std::get<wctp::SubmitRequest>(sent.operation).control.message_id;
    }

    std::string as_it_can_be(const Expectation& expected)
    {
        const auto document = read(expected);
        if (!document)
            return expected.document();
        if (const auto* query = std::get_if<wctp::ClientQuery>(&document->operation))
            return with_value(expected.document(), "trackingNumber", tracking_of(*query));
        return with_value(expected.document(), "responseToMessageID", page_);
    }

    /// Of the message that a query is about; where nobody can have sent one, as it is written.
    std::string tracking_of(const wctp::ClientQuery& query)
    {
        auto& known = tracking_[query.tracking_number];
        if (known.empty()) {
            const auto answer =
                say(*house_, wctp::SubmitClientMessage{
                                 {query.sender_id, {}, "pw"},
                                 {},
                                 {query.recipient_id, {}},
                                 {},
                                 wctp::Alphanumeric{"Bed " + std::to_string(tracking_.size())}});
            const auto* response = std::get_if<wctp::SubmitClientResponse>(&answer.operation);
            const auto* success = response == nullptr
                                      ? nullptr
                                      : std::get_if<wctp::ClientSuccess>(&response->outcome);
            known = success == nullptr ? query.tracking_number : success->tracking_number;
        }
        return known;
    }

    TemporaryDirectory folder_;
    People people_{folder_.path()};
    const HttpServer carrier_{http_answer(
        200, wctp::write({wctp::Version::V1r3, {}, wctp::Confirmation{wctp::Success{}}}),
        "text/xml")};
    std::optional<Installation> house_;
    std::string page_;
    std::map<std::string, std::string> tracking_;
};

INSTANTIATE_TEST_SUITE_P(On, WctpCorpusStory,
                         testing::Combine(testing::Values(store::Engine::Sqlite,
                                                          store::Engine::PostgreSql),
                                          testing::Bool()),
                         [](const auto& given) {
                             const bool is_sqlite =
                                 std::get<0>(given.param) == store::Engine::Sqlite;
                             return std::string(is_sqlite ? "Sqlite" : "PostgreSql") +
                                    (std::get<1>(given.param) ? "Strict" : "Lenient");
                         });

// U.15
TEST_P(WctpCorpusStory, EachDocumentOfARealProgramIsAnsweredAsExpected)
{
    know_all_real();
    open("2023-03-28T23:00:00Z");
    post_all(true);
}

TEST_P(WctpCorpusStory, EachDocumentOfOurOwnIsAnsweredAsExpected)
{
    know_some();
    open("2026-03-01T14:05:10Z");
    post_all(false);
}

} // namespace
} // namespace tests
