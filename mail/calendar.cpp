// A strict reader of the few properties that a person needs. Repetition rules, alarms and the
// definitions of time zones are left out: a calendar program reads the file itself.
#include "mail/calendar.h"

#include "mail/charset.h"
#include "mail/clean_text.h"
#include "mail/detail/ascii.h"
#include "mail/detail/calendar_time.h"

#include <chrono>
#include <optional>
#include <vector>

namespace mail {
namespace {

constexpr std::size_t max_events = 10;
constexpr std::size_t most_described = 4000; // octets of a description
constexpr std::size_t max_words = 200;       // octets of a summary, a place, a zone

struct Property {
    std::string name;       // upper case
    std::string parameters; // as written, with the semicolon in front
    std::string value;
};

struct Event {
    std::string summary;
    std::string location;
    std::string start;
    std::string end;
    std::string description;
    bool is_cancelled = false;
};

// RFC 5545 3.1: a line end and a blank belong to the line before.
std::vector<std::string> unfolded(std::string_view text)
{
    std::vector<std::string> lines;
    while (!text.empty()) {
        auto line = ascii::cut_before(text, '\n');
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (!lines.empty() && !line.empty() && ascii::is_blank(line.front()))
            lines.back() += line.substr(1);
        else
            lines.emplace_back(line);
    }
    return lines;
}

// Where the name and its parameters end; a colon inside of quotes does not count.
std::size_t value_at(std::string_view line)
{
    bool is_quoted = false;
    for (std::size_t at = 0; at < line.size(); ++at) {
        is_quoted = is_quoted != (line[at] == '"');
        if (line[at] == ':' && !is_quoted)
            return at;
    }
    return std::string_view::npos;
}

std::optional<Property> property_in(std::string_view line)
{
    const auto colon = value_at(line);
    if (colon == std::string_view::npos || colon == 0)
        return std::nullopt;
    const auto head = line.substr(0, colon);
    const auto name = head.substr(0, head.find(';'));
    return Property{ascii::uppered(name), std::string(head.substr(name.size())),
                    std::string(line.substr(colon + 1))};
}

// RFC 5545 3.2; quotes around it are cut. Empty: not there.
std::string parameter(const Property& property, std::string_view wanted)
{
    std::string_view rest = property.parameters;
    while (!rest.empty()) {
        rest.remove_prefix(1); // the semicolon
        std::size_t end = 0;
        bool is_quoted = false;
        while (end < rest.size() && (is_quoted || rest[end] != ';'))
            is_quoted = is_quoted != (rest[end++] == '"');
        const auto one = rest.substr(0, end);
        const auto equals = one.find('=');
        if (equals != std::string_view::npos && ascii::same(one.substr(0, equals), wanted)) {
            auto value = std::string(one.substr(equals + 1));
            std::erase(value, '"');
            return value;
        }
        rest.remove_prefix(end);
    }
    return {};
}

// RFC 5545 3.3.11
std::string paragraphs(std::string_view value)
{
    std::string text;
    for (std::size_t at = 0; at < value.size(); ++at) {
        if (value[at] != '\\' || at + 1 == value.size()) {
            text += value[at];
            continue;
        }
        const char next = value[++at];
        text += next == 'n' || next == 'N' ? '\n' : next;
    }
    return text;
}

std::string unescaped(std::string_view value)
{
    return short_line(paragraphs(value), max_words);
}

// "2027-03-01 14:00 Europe/Berlin"; of a whole day its date. Empty: it is none.
std::string time_of(const Property& property)
{
    std::string_view value = property.value;
    const auto date = date_in(value.substr(0, 8));
    if (!date)
        return {};
    if (value.size() == 8)
        return *date;
    const bool is_utc = value.ends_with('Z');
    value.remove_suffix(is_utc ? 1 : 0);
    const auto time =
        value.size() == 15 && value[8] == 'T' ? time_in(value.substr(9)) : std::nullopt;
    if (!time)
        return {};
    const auto zone = short_line(parameter(property, "TZID"), max_words);
    return *date + ' ' + *time + ' ' + (is_utc ? "UTC" : zone.empty() ? "no zone" : zone);
}

// The second without what it has in common with the first.
std::string span_of(const Event& event)
{
    if (event.end.empty() || event.end == event.start)
        return event.start;
    if (event.start.size() <= minute_length || event.end.size() <= minute_length)
        return event.start + " to " + event.end;
    const auto zone = event.start.substr(minute_length);
    if (event.end.substr(minute_length) != zone)
        return event.start + " to " + event.end;
    const bool is_same_day = event.start.compare(0, date_length, event.end, 0, date_length) == 0;
    return event.start.substr(0, minute_length) + " to " +
           event.end.substr(is_same_day ? date_length + 1 : 0,
                            minute_length - (is_same_day ? date_length + 1 : 0)) +
           zone;
}

// RFC 5546 1.4
std::string_view kind_of(const std::string& method, bool is_cancelled)
{
    if (is_cancelled || ascii::same(method, "CANCEL"))
        return ", cancelled";
    if (ascii::same(method, "REQUEST"))
        return ", invitation";
    if (ascii::same(method, "REPLY"))
        return ", answer";
    return ascii::same(method, "COUNTER") ? ", another proposal" : "";
}

std::string line_of(const Event& event, const std::string& method)
{
    auto line = "[calendar" + std::string(kind_of(method, event.is_cancelled)) + ": " +
                (event.summary.empty() ? "no title" : event.summary);
    if (!event.start.empty())
        line += ", " + span_of(event);
    if (!event.location.empty())
        line += ", in " + event.location;
    return line + "]";
}

class CalendarReader {
public:
    void take(const Property& property)
    {
        if (property.name == "BEGIN")
            return open(property.value);
        if (property.name == "END")
            return close(property.value);
        if (property.name == "METHOD" && depth_ == 1)
            method_ = property.value;
        else if (is_in_event_ && depth_ == event_depth_)
            take_of_event(property);
    }

    std::string lines() const
    {
        std::string all;
        for (const auto& event : events_)
            all += (all.empty() ? "" : "\n") + line_of(event, method_);
        if (more_ > 0)
            all += "\n[calendar: and " + std::to_string(more_) + " more]";
        return all;
    }

    std::string descriptions() const
    {
        std::string all;
        for (const auto& event : events_)
            all += (all.empty() || event.description.empty() ? "" : "\n\n") + event.description;
        return all;
    }

private:
    void open(std::string_view component)
    {
        ++depth_;
        if (is_in_event_ || !ascii::same(component, "VEVENT"))
            return;
        is_in_event_ = true;
        event_depth_ = depth_;
        event_ = {};
        length_.reset();
    }

    void close(std::string_view component)
    {
        if (is_in_event_ && depth_ == event_depth_ && ascii::same(component, "VEVENT")) {
            is_in_event_ = false;
            keep();
        }
        depth_ -= depth_ > 0 ? 1 : 0;
    }

    void keep()
    {
        if (event_.summary.empty() && event_.start.empty())
            return;
        if (event_.end.empty() && length_)
            event_.end = end_of(event_.start, *length_);
        event_.end = last_day(event_.start, event_.end);
        if (events_.size() < max_events)
            events_.push_back(event_);
        else
            ++more_;
    }

    void take_of_event(const Property& property)
    {
        if (property.name == "SUMMARY")
            event_.summary = unescaped(property.value);
        else if (property.name == "LOCATION")
            event_.location = unescaped(property.value);
        else if (property.name == "DTSTART")
            event_.start = time_of(property);
        else if (property.name == "DTEND")
            event_.end = time_of(property);
        else if (property.name == "DURATION")
            length_ = duration_in(property.value);
        else if (property.name == "DESCRIPTION")
            event_.description = utf8_prefix(paragraphs(property.value), most_described);
        else if (property.name == "STATUS")
            event_.is_cancelled = ascii::same(property.value, "CANCELLED");
    }

    std::size_t depth_ = 0;
    std::size_t event_depth_ = 0;
    bool is_in_event_ = false;
    std::string method_;
    Event event_;
    std::optional<std::chrono::minutes> length_; // of the event
    std::vector<Event> events_;                  // the first of them
    std::size_t more_ = 0;
};

CalendarReader read_calendar(std::string_view text)
{
    CalendarReader reader;
    for (const auto& line : unfolded(text)) {
        if (const auto property = property_in(line))
            reader.take(*property);
    }
    return reader;
}

} // namespace

std::string calendar_lines(std::string_view text)
{
    return read_calendar(text).lines();
}

std::string calendar_descriptions(std::string_view text)
{
    return read_calendar(text).descriptions();
}

} // namespace mail
