#include "relay/service/test_clock.h"
#include "relay/service/command/json_value.h"
#include <charconv>

namespace relay::service {

namespace {

constexpr std::int64_t longest_step_ms = std::int64_t{366} * 24 * 3600 * 1000;

/// The number at `at` of that many digits; empty: none.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count)
{
    int value = 0;
    const auto part = text.substr(at, count);
    const auto [end, problem] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (problem != std::errc{} || end != part.data() + count || value < 0)
        return std::nullopt;
    return value;
}

http::Response wrong(std::string_view what)
{
    return http::respond(400, "text/plain", std::string(what) + "\n");
}

} // namespace

std::optional<http::Response> TestClock::answer(const http::Request& request) const
{
    const bool advances = request.path == "/test/advance" && request.method == "POST";
    const bool settles = request.path == "/test/settle" && request.method == "GET";
    if ((!advances && !settles) || !is_loopback(request.peer_address))
        return std::nullopt;
    if (settles)
        return settled();
    const auto body = command::parse_json(request.body);
    if (!body || !(*body)->has("ms"))
        return wrong("the body must be {\"ms\":N}");
    const auto step = command::number_of(*body, "ms");
    if (step < 0 || step > longest_step_ms)
        return wrong("ms must be 0 or more, and a year at most");
    advance(store::Millis{step});
    return settled();
}

void TestClock::advance(store::Millis by) const
{
    const auto end = clock_.now() + by;
    settle();
    for (auto due = scheduler_.next_due(); due && *due < end; due = scheduler_.next_due()) {
        clock_.advance(*due - clock_.now());
        settle();
    }
    clock_.advance(end - clock_.now());
}

void TestClock::settle() const
{
    mailbox_.poke();
    scheduler_.settle();
}

http::Response TestClock::settled() const
{
    settle();
    return http::respond(200, "application/json",
                         "{\"now_ms\":" + std::to_string(store::ms(clock_.now())) + "}\n");
}

std::optional<store::Instant> parse_instant(std::string_view text)
{
    if (text.size() != 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T' ||
        text[13] != ':' || text[16] != ':' || text[19] != 'Z')
        return std::nullopt;
    const auto year = digits(text, 0, 4);
    const auto month = digits(text, 5, 2);
    const auto day = digits(text, 8, 2);
    const auto hour = digits(text, 11, 2);
    const auto minute = digits(text, 14, 2);
    const auto second = digits(text, 17, 2);
    if (!year || !month || !day || !hour || !minute || !second)
        return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(*year),
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok() || *hour > 23 || *minute > 59 || *second > 59)
        return std::nullopt;
    return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
           std::chrono::seconds(*second);
}

bool is_loopback(std::string_view address)
{
    return address.starts_with("127.") || address == "::1" || address.starts_with("::ffff:127.");
}

} // namespace relay::service
