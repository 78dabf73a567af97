#pragma once
// WCTP documents of the quickstart's source, for stories, and what stands in answers.
#include "tests/scenarios/installation.h"
#include "wctp/answers.h"
#include "wctp/operation.h"
#include "wctp/parser.h"
#include "wctp/writer.h"
#include <string>
#include <vector>

namespace tests {

/// A directory change: keys of the quickstart's WCTP source, each on a line of its own.
inline std::pair<std::string, std::string> wctp_source(const std::vector<std::string>& keys)
{
    const std::string before = "    code_file: wctp.code\n";
    auto after = before;
    for (const auto& key : keys)
        after += "    " + key + "\n";
    return {before, after};
}

/// Says it at the WCTP door; the answer.
inline wctp::Document say(const Installation& house, wctp::Operation operation)
{
    const auto answer = house.wctp(wctp::write({wctp::Version::V1r3, {}, std::move(operation)}));
    const auto read = wctp::parse(answer);
    if (!read)
        throw std::runtime_error("no WCTP in the answer: " + answer);
    return *read;
}

/// The number of its Success or Failure; 0: it has neither.
inline int code_of(const wctp::Document& answer)
{
    const auto said = wctp::outcome(answer);
    return said ? std::visit([](const auto& one) { return wctp::number(one.code); }, *said) : 0;
}

inline wctp::Originator demo_sender(const Installation& house)
{
    return {Installation::sender, house.code(), {}};
}

/// What waits; `taken`: the sequence numbers that came before.
inline std::vector<wctp::PolledMessage> poll(const Installation& house,
                                             const std::vector<std::int64_t>& taken = {},
                                             std::uint32_t most = 100)
{
    wctp::PollForMessages asked{Installation::sender, house.code(), most, {}};
    for (const auto sequence : taken)
        asked.received.push_back({sequence, wctp::Success{wctp::Code::Accepted, {}, {}}});
    const auto answer = say(house, asked);
    const auto* response = std::get_if<wctp::PollResponse>(&answer.operation);
    if (response == nullptr)
        throw std::runtime_error("a poll was answered by something else");
    const auto* some = std::get_if<std::vector<wctp::PolledMessage>>(&response->outcome);
    return some == nullptr ? std::vector<wctp::PolledMessage>() : *some;
}

/// "status m-1 read", "reply m-1 words", "lookup l-1": what was polled, in order.
inline std::vector<std::string> words_of(const std::vector<wctp::PolledMessage>& polled)
{
    std::vector<std::string> words;
    for (const auto& one : polled) {
        if (const auto* status = std::get_if<wctp::StatusInfo>(&one.operation)) {
            const auto* event = std::get_if<wctp::Notification>(&status->event);
            words.push_back("status " + status->header.response_to + " " +
                            (event == nullptr                          ? "failed"
                             : *event == wctp::Notification::Queued    ? "queued"
                             : *event == wctp::Notification::Delivered ? "delivered"
                                                                       : "read"));
        }
        if (const auto* reply = std::get_if<wctp::MessageReply>(&one.operation))
            words.push_back("reply " + reply->header.response_to + " " +
                            std::get<wctp::Alphanumeric>(reply->payload).text);
        if (const auto* lookup = std::get_if<wctp::LookupResponse>(&one.operation))
            words.push_back("lookup " + lookup->response_to);
    }
    return words;
}

inline std::vector<std::int64_t> sequences_of(const std::vector<wctp::PolledMessage>& polled)
{
    std::vector<std::int64_t> numbers;
    for (const auto& one : polled)
        numbers.push_back(one.sequence);
    return numbers;
}

} // namespace tests
