#include "relay/api/week_json.h"
#include <algorithm>
#include <array>
#include <cstdio>

namespace relay::api {
namespace {

constexpr std::size_t most_hours = 50;
constexpr std::array<std::string_view, 7> day_words{"mon", "tue", "wed", "thu",
                                                    "fri", "sat", "sun"};

std::optional<int> two_digits(std::string_view text)
{
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (text.size() != 2 || !std::ranges::all_of(text, is_digit))
        return std::nullopt;
    return (text[0] - '0') * 10 + (text[1] - '0');
}

int read_days(Fields& fields, std::vector<FieldError>& errors)
{
    int days = 0;
    const bool is_there =
        fields.list("days", day_words.size(), [&](const Json& json, const std::string& pointer) {
            const auto* text = std::get_if<std::string>(&json.value);
            const auto found =
                text == nullptr ? day_words.end() : std::ranges::find(day_words, *text);
            if (found == day_words.end())
                errors.push_back({pointer, "must be one of: mon, tue, wed, thu, fri, sat, sun"});
            else
                days |= 1 << (found - day_words.begin());
        });
    return is_there && days != 0 ? days : store::WeekHours::all_days;
}

store::WeekHours read_hours(const Json& json, const std::string& pointer,
                            std::vector<FieldError>& errors)
{
    Fields fields(json, pointer, errors);
    store::WeekHours hours;
    hours.days = read_days(fields, errors);
    for (const auto* name : {"from", "to"}) {
        if (fields.find(name) == nullptr)
            fields.wrong(name, "is missing");
    }
    read_minute(fields, "from", hours.from);
    std::string to;
    fields.line("to", to, {});
    const auto end = to == "24:00" ? std::optional(0) : parse_minute(to);
    if (!to.empty() && !end)
        fields.wrong("to", "must be a time of day such as 07:00");
    hours.to = end.value_or(0);
    fields.finish();
    return hours;
}

} // namespace

std::optional<int> parse_minute(std::string_view text)
{
    if (text.size() != 5 || text[2] != ':')
        return std::nullopt;
    const auto hour = two_digits(text.substr(0, 2));
    const auto minute = two_digits(text.substr(3));
    if (!hour || !minute || *hour > 23 || *minute > 59)
        return std::nullopt;
    return *hour * 60 + *minute;
}

std::string minute_text(int minute)
{
    const auto two = [](int value) {
        return std::string(1, static_cast<char>('0' + value / 10)) +
               static_cast<char>('0' + value % 10);
    };
    return two(minute / 60) + ":" + two(minute % 60);
}

std::string date_text(std::chrono::sys_days day)
{
    const std::chrono::year_month_day date{day};
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return text.data();
}

std::optional<std::chrono::sys_days> parse_date(const std::string& text)
{
    int of_year = 0;
    unsigned of_month = 0;
    unsigned of_day = 0;
    int length = 0;
    if (text.size() != 10 ||
        std::sscanf(text.c_str(), "%4d-%2u-%2u%n", &of_year, &of_month, &of_day, &length) != 3 ||
        length != 10)
        return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{of_year}, std::chrono::month{of_month},
                                           std::chrono::day{of_day}};
    const bool is_sensible = date.ok() && of_year >= 1970 && of_year <= 9999;
    return is_sensible ? std::optional(std::chrono::sys_days{date}) : std::nullopt;
}

void write(JsonWriter& json, std::string_view name, const std::vector<store::WeekHours>& hours)
{
    json.array(name, [&] {
        for (const auto& each : hours) {
            json.object([&] {
                json.array("days", [&] {
                    for (std::size_t day = 0; day < day_words.size(); ++day) {
                        if ((each.days >> day & 1) != 0)
                            json.value(day_words[day]);
                    }
                });
                json.member("from", minute_text(each.from));
                json.member("to", minute_text(each.to));
            });
        }
    });
}

void read_week(Fields& fields, std::string_view name, std::vector<store::WeekHours>& target,
               std::vector<FieldError>& errors)
{
    std::vector<store::WeekHours> hours;
    fields.list(name, most_hours, [&](const Json& json, const std::string& pointer) {
        hours.push_back(read_hours(json, pointer, errors));
    });
    if (fields.has(name))
        target = std::move(hours);
}

void read_minute(Fields& fields, std::string_view name, int& target)
{
    std::string text;
    fields.line(name, text, {});
    if (fields.find(name) == nullptr)
        return;
    const auto minute = parse_minute(text);
    if (minute)
        target = *minute;
    else
        fields.wrong(name, "must be a time of day such as 07:00");
}

} // namespace relay::api
