#include "relay/service/config_value.h"
#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>

namespace relay::service {

namespace {

struct Unit {
    std::string_view word;
    std::int64_t factor;
};

constexpr std::array time_units{Unit{"ms", 1}, Unit{"s", 1'000}, Unit{"m", 60'000},
                                Unit{"h", 3'600'000}, Unit{"d", 86'400'000}};
constexpr std::array size_units{Unit{"B", 1}, Unit{"KiB", 1 << 10}, Unit{"MiB", 1 << 20},
                                Unit{"GiB", 1 << 30}};
constexpr std::int64_t most_milliseconds = 100LL * 366 * 86'400'000;
constexpr std::int64_t most_bytes = 1LL << 50;

template <class Units>
std::optional<std::int64_t> parse_amount(std::string_view text, const Units& units,
                                         std::int64_t most)
{
    std::int64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc{} || number < 0)
        return std::nullopt;
    const std::string_view word(end, static_cast<std::size_t>(text.data() + text.size() - end));
    for (const Unit& unit : units) {
        if (unit.word == word && number <= most / unit.factor)
            return number * unit.factor;
    }
    return std::nullopt;
}

template <class Units>
std::string amount_text(std::int64_t number, const Units& units)
{
    const Unit* best = &units.front();
    for (const Unit& unit : units) {
        if (number != 0 && number % unit.factor == 0)
            best = &unit;
    }
    return std::to_string(number / best->factor) + std::string(best->word);
}

bool is_address(const std::string& text, int family)
{
    std::array<unsigned char, 16> ignored;
    return inet_pton(family, text.c_str(), ignored.data()) == 1;
}

std::optional<int> parse_number(std::string_view text, int most)
{
    int number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc{} || end != text.data() + text.size() || number < 0 || number > most)
        return std::nullopt;
    return number;
}

/// Characters to insert, remove, replace or swap with their neighbour to get from `a` to `b`.
std::size_t distance(std::string_view a, std::string_view b)
{
    std::vector<std::vector<std::size_t>> steps(a.size() + 1,
                                                std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) {
        for (std::size_t j = 0; j <= b.size(); ++j) {
            if (i == 0 || j == 0) {
                steps[i][j] = i + j;
                continue;
            }
            const std::size_t replaced = steps[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            steps[i][j] = std::min({replaced, steps[i - 1][j] + 1, steps[i][j - 1] + 1});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                steps[i][j] = std::min(steps[i][j], steps[i - 2][j - 2] + 1);
        }
    }
    return steps[a.size()][b.size()];
}

} // namespace

std::optional<store::Millis> parse_duration(std::string_view text)
{
    const auto amount = parse_amount(text, time_units, most_milliseconds);
    return amount ? std::optional(store::Millis{*amount}) : std::nullopt;
}

std::string duration_text(store::Millis span)
{
    return span.count() == 0 ? "0s" : amount_text(span.count(), time_units);
}

std::optional<std::size_t> parse_size(std::string_view text)
{
    const auto amount = parse_amount(text, size_units, most_bytes);
    return amount ? std::optional(static_cast<std::size_t>(*amount)) : std::nullopt;
}

std::string size_text(std::size_t bytes)
{
    return amount_text(static_cast<std::int64_t>(bytes), size_units);
}

std::optional<Endpoint> parse_endpoint(std::string_view text)
{
    constexpr std::string_view inherited = "systemd:";
    if (text.starts_with(inherited)) {
        const auto name = text.substr(inherited.size());
        return name.empty() ? std::nullopt : std::optional(Endpoint{"", 0, std::string(name)});
    }
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    const auto port = parse_number(text.substr(colon + 1), 65535);
    if (!port)
        return std::nullopt;
    std::string host(text.substr(0, colon));
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed)
        host = host.substr(1, host.size() - 2);
    if (!is_address(host, bracketed ? AF_INET6 : AF_INET))
        return std::nullopt;
    return Endpoint{host, static_cast<std::uint16_t>(*port), ""};
}

bool is_network(std::string_view text)
{
    const auto slash = text.find('/');
    const std::string host(text.substr(0, slash));
    const bool four = is_address(host, AF_INET);
    if (!four && !is_address(host, AF_INET6))
        return false;
    return slash == std::string_view::npos ||
           parse_number(text.substr(slash + 1), four ? 32 : 128).has_value();
}

bool is_host_name(std::string_view text)
{
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '.';
    };
    return !text.empty() && text.size() <= 253 && text.front() != '.' && text.back() != '.' &&
           text.find("..") == std::string_view::npos &&
           std::all_of(text.begin(), text.end(), allowed);
}

std::string_view nearest(std::string_view word, const std::vector<std::string>& candidates)
{
    std::string_view best;
    if (word.size() > 64)
        return best;
    std::size_t least = std::max<std::size_t>(word.size() / 3, 1) + 1;
    for (const auto& candidate : candidates) {
        const std::size_t steps = distance(word, candidate);
        if (steps < least) {
            least = steps;
            best = candidate;
        }
    }
    return best;
}

} // namespace relay::service
