// The request samples of nodejs/llhttp (tests/data/http): what its strict mode refuses we refuse,
// and what it accepts we accept, but for the named samples where we are stricter on purpose.
#include "relay/http/request_parser.h"
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

namespace relay::http {
namespace {

using std::string;

struct Sample {
    string title;
    string bytes;
    bool is_refused = false;
    std::size_t messages = 0;
};

const std::set<string> stricter_titles{
    "Quotes in URI",
    "Query URL with vertical bar character",
    "Fragment in URI",
    "Underscore in hostname", // CONNECT
    "`host:port` and basic auth",
    "POST with `chunked` as last transfer-encoding", // after "deflate"
    "POST with `chunked` as last transfer-encoding (multiple headers)",
    "Content-Length reset when no body is received", // an option of llhttp that leaves out bodies
};

string file_text(const std::filesystem::path& file)
{
    std::ifstream stream(file);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// One escape of the samples' notation; `at` is behind the backslash and moves over it. What is no
/// escape keeps its backslash.
string unescaped(const string& text, std::size_t& at)
{
    const auto code = text[at++];
    if (code >= '0' && code <= '3') {
        at += 2;
        return {static_cast<char>(std::stoi(text.substr(at - 3, 3), nullptr, 8))};
    }
    static const std::map<char, string> letters{{'r', "\r"}, {'n', "\n"}, {'t', "\t"}};
    const auto found = letters.find(code);
    return found == letters.end() ? string{'\\', code} : found->second;
}

/// Line ends stand for CR LF, but for the last one and those behind a backslash.
string sample_bytes(string text)
{
    text.pop_back();
    string bytes;
    for (std::size_t at = 0; at < text.size();) {
        const auto c = text[at++];
        if (c == '\n') {
            bytes += "\r\n";
        } else if (c != '\\') {
            bytes += c;
        } else if (text[at] == '\n') {
            ++at;
        } else {
            bytes += unescaped(text, at);
        }
    }
    return bytes;
}

/// Ours are refused without a Host; the samples are about other things.
string with_host(string bytes)
{
    if (bytes.find("Host:") != string::npos) {
        return bytes;
    }
    for (auto at = bytes.find("HTTP/1.1\r\n"); at != string::npos;
         at = bytes.find("HTTP/1.1\r\n", at + 1)) {
        bytes.insert(at + 10, "Host: hypnotoad.org\r\n");
    }
    return bytes;
}

std::size_t occurrences(const string& text, const string& part)
{
    std::size_t count = 0;
    for (auto at = text.find(part); at != string::npos; at = text.find(part, at + 1)) {
        ++count;
    }
    return count;
}

string between(const string& text, const string& open, const string& close, std::size_t from)
{
    const auto begin = text.find(open, from) + open.size();
    return text.substr(begin, text.find(close, begin) - begin);
}

std::vector<Sample> samples_of(const std::filesystem::path& file)
{
    std::vector<Sample> samples;
    const auto text = file_text(file);
    for (auto at = text.find("<!-- meta"); at != string::npos;
         at = text.find("<!-- meta", at + 1)) {
        if (text.substr(at, text.find('\n', at) - at).find("lenient") != string::npos) {
            continue;
        }
        const auto title_at = text.rfind("# ", at) + 2;
        const auto log = between(text, "```log\n", "```", at);
        samples.push_back({text.substr(title_at, text.find('\n', title_at) - title_at),
                           with_host(sample_bytes(between(text, "```http\n", "```", at))),
                           log.find("error code=") != string::npos,
                           occurrences(log, "message complete")});
    }
    return samples;
}

std::vector<Sample> all_samples()
{
    std::vector<Sample> all;
    for (const auto& entry :
         std::filesystem::directory_iterator(BELFRY_SOURCE_DIR "/tests/data/http")) {
        if (entry.path().extension() == ".md") {
            auto samples = samples_of(entry.path());
            std::move(samples.begin(), samples.end(), std::back_inserter(all));
        }
    }
    return all;
}

struct Reading {
    std::size_t requests = 0;
    bool is_refused = false;
};

Reading read(const string& bytes)
{
    const ParserLimits limits;
    RequestParser parser(limits);
    parser.feed(bytes);
    Reading reading;
    for (;;) {
        const auto outcome = parser.next();
        reading.is_refused = std::holds_alternative<Refusal>(outcome);
        if (!std::holds_alternative<Request>(outcome)) {
            return reading;
        }
        ++reading.requests;
    }
}

TEST(LlhttpSamples, AreRefusedWhereAStrictParserRefusesThem)
{
    std::size_t seen = 0;
    for (const auto& sample : all_samples()) {
        if (!sample.is_refused) {
            continue;
        }
        const auto reading = read(sample.bytes + "\r\n\r\n");

        EXPECT_TRUE(reading.is_refused) << sample.title << "\n" << sample.bytes;
        EXPECT_LE(reading.requests, sample.messages) << sample.title;
        ++seen;
    }
    EXPECT_GE(seen, 40u);
}

TEST(LlhttpSamples, AreReadWhereAStrictParserReadsThem)
{
    std::size_t seen = 0;
    for (const auto& sample : all_samples()) {
        if (sample.is_refused || stricter_titles.contains(sample.title)) {
            continue;
        }
        const auto reading = read(sample.bytes);

        EXPECT_FALSE(reading.is_refused) << sample.title << "\n" << sample.bytes;
        EXPECT_EQ(reading.requests, sample.messages) << sample.title;
        ++seen;
    }
    EXPECT_GE(seen, 15u);
}

TEST(LlhttpSamples, AreRefusedWhereWeAreStricterOnPurpose)
{
    std::set<string> refused;
    for (const auto& sample : all_samples()) {
        if (stricter_titles.contains(sample.title) && read(sample.bytes).is_refused) {
            refused.insert(sample.title);
        }
    }

    auto expected = stricter_titles;
    expected.erase("Content-Length reset when no body is received");
    EXPECT_EQ(refused, expected);
}

} // namespace
} // namespace relay::http
