// RFC 5322 3.3
#include "mail/composer.h"

#include <array>

namespace mail {
namespace {

std::string two_digits(unsigned number)
{
    return (number < 10 ? "0" : "") + std::to_string(number);
}

} // namespace

std::string write_date(std::chrono::sys_seconds date)
{
    constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(date);
    const std::chrono::year_month_day calendar(day);
    const std::chrono::hh_mm_ss clock(date - day);
    const auto number = [](auto count) { return two_digits(static_cast<unsigned>(count)); };
    return std::string(days[std::chrono::weekday(day).c_encoding()]) + ", " +
           two_digits(static_cast<unsigned>(calendar.day())) + ' ' +
           months[static_cast<unsigned>(calendar.month()) - 1] + ' ' +
           std::to_string(static_cast<int>(calendar.year())) + ' ' + number(clock.hours().count()) +
           ':' + number(clock.minutes().count()) + ':' + number(clock.seconds().count()) + " +0000";
}

} // namespace mail
