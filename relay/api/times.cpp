#include "relay/api/times.h"
#include <algorithm>
#include <charconv>
#include <cstdio>

namespace relay::api {
namespace {

using namespace std::chrono;

constexpr store::Instant last = sys_days{year{9999} / 12 / 31} + store::Millis{86'399'999};

/// Takes from the front of a text; after the first thing that does not fit nothing fits.
class Cutter {
public:
    explicit Cutter(std::string_view text) : rest_(text) {}

    int digits(std::size_t count)
    {
        const auto part = rest_.substr(0, count);
        const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
        int number = 0;
        if (part.size() < count || !std::ranges::all_of(part, is_digit))
            fits_ = false;
        else
            std::from_chars(part.data(), part.data() + count, number);
        rest_.remove_prefix(part.size());
        return number;
    }
    /// The next character, which must be one of these.
    char one_of(std::string_view these)
    {
        if (rest_.empty() || these.find(rest_[0]) == std::string_view::npos) {
            fits_ = false;
            return these[0];
        }
        const char found = rest_[0];
        rest_.remove_prefix(1);
        return found;
    }
    /// Milliseconds of a fraction, 0 without one.
    int fraction()
    {
        if (rest_.empty() || rest_[0] != '.')
            return 0;
        rest_.remove_prefix(1);
        const auto length = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
        fits_ = fits_ && length > 0;
        std::string three(rest_.substr(0, std::min<std::size_t>(length, 3)));
        three.resize(3, '0');
        rest_.remove_prefix(length);
        return Cutter(three).digits(3);
    }
    bool fits() const { return fits_; }
    bool is_at_end() const { return rest_.empty(); }

private:
    std::string_view rest_;
    bool fits_ = true;
};

minutes offset(Cutter& cutter)
{
    const char sign = cutter.one_of("Zz+-");
    if (sign == 'Z' || sign == 'z')
        return minutes{0};
    const int hour = cutter.digits(2);
    cutter.one_of(":");
    const int minute = cutter.digits(2);
    return (sign == '-' ? -1 : 1) * (hours{hour} + minutes{minute});
}

} // namespace

std::string time_text(store::Instant at)
{
    const auto shown = std::min(at, last);
    const auto day = floor<days>(shown);
    const year_month_day date{day};
    const hh_mm_ss time{shown - day};
    char text[40];
    std::snprintf(
        text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
        static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
        static_cast<int>(time.seconds().count()), static_cast<int>(time.subseconds().count()));
    return text;
}

std::optional<store::Instant> parse_time(std::string_view text)
{
    Cutter cutter(text);
    const int y = cutter.digits(4);
    cutter.one_of("-");
    const int m = cutter.digits(2);
    cutter.one_of("-");
    const int d = cutter.digits(2);
    cutter.one_of("Tt ");
    const int hour = cutter.digits(2);
    cutter.one_of(":");
    const int minute = cutter.digits(2);
    cutter.one_of(":");
    const int second = cutter.digits(2);
    const int milli = cutter.fraction();
    const auto east = offset(cutter);
    const year_month_day date{year{y}, month(static_cast<unsigned>(m)),
                              day(static_cast<unsigned>(d))};
    if (!cutter.fits() || !cutter.is_at_end() || !date.ok() || y < 1970)
        return std::nullopt;
    if (hour > 23 || minute > 59 || second > 60 || abs(east) >= hours{24})
        return std::nullopt;
    const store::Instant at = sys_days{date} + hours{hour} + minutes{minute} + seconds{second} +
                              store::Millis{milli} - east;
    return at < store::Instant{} || at > last ? std::nullopt : std::optional(at);
}

} // namespace relay::api
