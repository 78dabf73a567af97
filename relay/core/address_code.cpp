#include "relay/core/address_code.h"
#include <algorithm>
#include <charconv>
#include <cstdint>

namespace relay::core {
namespace {

/// When there is room again for one more of `times`, of which `most` may lie within the span.
store::Instant room_at(const std::vector<store::Instant>& times, int most, const CodeRules& rules,
                       store::Instant now)
{
    const auto room = static_cast<std::size_t>(most);
    return times.size() < room ? now : times[times.size() - room] + rules.within;
}

std::string minutes_text(const CodeRules& rules)
{
    return std::to_string(std::chrono::duration_cast<std::chrono::minutes>(rules.life).count());
}

} // namespace

std::string code_digits(std::string_view keyed_hash)
{
    constexpr std::size_t taken = 15; // 60 bits: no digit is likelier than another by 2^-40
    constexpr std::uint64_t codes = 1'000'000;
    std::uint64_t number = 0;
    std::from_chars(keyed_hash.data(), keyed_hash.data() + std::min(taken, keyed_hash.size()),
                    number, 16);
    auto digits = std::to_string(number % codes);
    return digits.insert(0, code_length - digits.size(), '0');
}

bool is_alive(const store::DetailCode& code, const CodeRules& rules, store::Instant now)
{
    return !code.used && code.wrong < rules.most_wrong && now < code.made + rules.life;
}

store::Instant next_code_at(const std::vector<store::SentCode>& sent, store::DetailId detail,
                            const CodeRules& rules, store::Instant now)
{
    std::vector<store::Instant> of_detail;
    std::vector<store::Instant> of_contact;
    for (const auto& code : sent) {
        of_contact.push_back(code.at);
        if (code.detail == detail)
            of_detail.push_back(code.at);
    }
    return std::max(room_at(of_detail, rules.most_of_detail, rules, now),
                    room_at(of_contact, rules.most_of_contact, rules, now));
}

std::string code_text(std::string_view digits, const CodeRules& rules)
{
    return std::string(digits) + " is your code. It confirms this address for " +
           minutes_text(rules) + " minutes. Not asked for? Do nothing.";
}

std::string code_speech(std::string_view digits, const CodeRules& rules)
{
    std::string spaced;
    for (const char digit : digits)
        spaced += (spaced.empty() ? "" : ", ") + std::string(1, digit);
    return "Your code is: " + spaced + ". Once more: " + spaced + ". It is good for " +
           minutes_text(rules) + " minutes.";
}

} // namespace relay::core
