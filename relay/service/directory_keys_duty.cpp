#include "relay/api/week_json.h"
#include "relay/core/time_zone.h"
#include "relay/service/directory_keys.h"
#include "relay/service/zone_files.h"
#include <algorithm>

namespace relay::service {

namespace {

constexpr std::array reminders{
    std::pair{store::ShiftReminder::Always, std::string_view("always")},
    std::pair{store::ShiftReminder::OnlyIfFirst, std::string_view("only_if_first")},
    std::pair{store::ShiftReminder::Never, std::string_view("never")}};
constexpr std::array<std::string_view, 7> day_words{"mon", "tue", "wed", "thu",
                                                    "fri", "sat", "sun"};

/// Read once, when a file first speaks of a zone.
const core::TimeZones& known_zones()
{
    static const auto zones = read_zone_files(zone_folder);
    return zones;
}

void check_zone(Section& section, const std::string& zone)
{
    if (known_zones().find(zone) == nullptr)
        section.wrong("zone", "'" + zone + "' is no time zone that this machine knows",
                      "write it as in Europe/Berlin, and see that tzdata is installed");
}

void minute(Section& section, std::string_view key, int& target)
{
    std::string text;
    section.text(key, text);
    const auto read = text == "24:00" ? std::optional(0) : api::parse_minute(text);
    if (read)
        target = *read;
    else if (section.has(key))
        section.wrong(key, "'" + text + "' is not a time of day",
                      "write it in quotes, as \"07:00\"");
}

store::WeekHours hours_of(Section& section)
{
    store::WeekHours hours;
    std::vector<std::string> words;
    const auto is_day = [](std::string_view word) {
        return std::ranges::find(day_words, word) != day_words.end();
    };
    section.list("days", words, is_day, "a day: mon, tue, wed, thu, fri, sat, sun");
    int days = 0;
    for (const auto& word : words)
        days |= 1 << (std::ranges::find(day_words, word) - day_words.begin());
    hours.days = days == 0 ? store::WeekHours::all_days : days;
    for (const auto* key : {"from", "to"})
        section.require(key);
    minute(section, "from", hours.from);
    minute(section, "to", hours.to);
    return hours;
}

void describe_layer(Section& section, directory::WantedSchedule& schedule)
{
    directory::WantedLayer layer;
    auto& row = layer.row;
    section.text("name", row.name);
    stored_word(section, "turn", row.turn);
    section.number("length", row.length, 1, 365);
    const auto begins = name_of(section, "begins", true).text;
    const auto day = api::parse_date(begins);
    if (!day && !begins.empty())
        section.wrong("begins", "'" + begins + "' is not a day", "write it as 2026-01-05");
    row.begins = day.value_or(std::chrono::sys_days{});
    minute(section, "handoff", row.handoff);
    std::vector<PlacedText> people;
    section.require("people");
    section.placed_list("people", people);
    for (auto& person : people) // "-" is nobody's turn
        layer.people.push_back(
            {person.text == "-" ? std::string() : std::move(person.text), place_of(person.place)});
    section.items("hours", [&](Section& each) { row.hours.push_back(hours_of(each)); });
    schedule.layers.push_back(std::move(layer));
}

} // namespace

void describe_availability(Section& section, directory::WantedContact& contact)
{
    std::string zone;
    section.text("zone", zone);
    if (section.has("zone")) {
        check_zone(section, zone);
        contact.zone = zone;
    }
    store::ShiftReminder reminder{};
    section.word("shift_reminder", reminder, reminders);
    if (section.has("shift_reminder"))
        contact.shift_reminder = reminder;
    std::vector<store::WeekHours> quiet;
    section.items("quiet_hours", [&](Section& each) { quiet.push_back(hours_of(each)); });
    if (section.has("quiet_hours"))
        contact.quiet_hours = std::move(quiet);
}

void describe_schedule(Section& section, directory::Wanted& wanted)
{
    const auto errors = section.reading().errors.size();
    auto opid = opid_of(section);
    directory::WantedSchedule schedule{
        .row = {.opid = opid.value_or(*store::Opid::parse("NOBODY"))},
        .domain = name_of(section, "domain", true),
        .layers = {},
        .place = place_of(section.place())};
    auto& row = schedule.row;
    row.name = name_of(section, "name", true).text;
    section.text("description", row.description);
    section.text("zone", row.zone);
    check_zone(section, row.zone);
    section.items("layers", [&](Section& layer) { describe_layer(layer, schedule); });
    if (opid && section.reading().errors.size() == errors)
        wanted.schedules.push_back(std::move(schedule));
}

} // namespace relay::service
