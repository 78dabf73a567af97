#pragma once
// Times of RFC 5545 as people write them: "2027-03-01" of a whole day, else "2027-03-01 14:00" and
// a zone behind that.
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace mail {

constexpr std::size_t date_length = 10;   ///< of "2027-03-01"
constexpr std::size_t minute_length = 16; ///< of "2027-03-01 14:00"

/// "20270301" as "2027-03-01".
std::optional<std::string> date_in(std::string_view text);

/// "140000" as "14:00".
std::optional<std::string> time_in(std::string_view text);

/// "PT12H"; seconds are cut.
std::optional<std::chrono::minutes> duration_in(std::string_view text);

/// `length` behind `start`, which is written as people do, and so is the result. Empty where
/// `start` is.
std::string end_of(const std::string& start, std::chrono::minutes length);

/// The day before `end` where both are whole days: on that it is not any more (3.6.1).
std::string last_day(const std::string& start, const std::string& end);

} // namespace mail
