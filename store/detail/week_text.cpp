#include "store/detail/week_text.h"
#include "store/detail/list_text.h"
#include "store/error.h"

namespace store::detail {

std::string week_text(const std::vector<WeekHours>& hours)
{
    std::vector<std::int64_t> numbers;
    for (const auto& each : hours)
        numbers.insert(numbers.end(), {each.days, each.from, each.to});
    return numbers_text(numbers);
}

std::vector<WeekHours> week_of(std::string_view text)
{
    const auto numbers = numbers_of(text);
    if (numbers.size() % 3 != 0)
        throw StoreError("a list of hours in a row is damaged");
    std::vector<WeekHours> hours;
    for (std::size_t at = 0; at < numbers.size(); at += 3)
        hours.push_back({static_cast<int>(numbers[at]), static_cast<int>(numbers[at + 1]),
                         static_cast<int>(numbers[at + 2])});
    return hours;
}

} // namespace store::detail
