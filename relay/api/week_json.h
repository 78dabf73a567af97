#pragma once
#include "relay/api/fields.h"
#include "relay/api/json_writer.h"
#include "store/model/week.h"
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relay::api {

/// "08:00". Empty: no time of day; "24:00" is one only as an end.
std::optional<int> parse_minute(std::string_view text);
std::string minute_text(int minute);

/// "2026-01-05". Empty: no day of the years 1970 to 9999.
std::optional<std::chrono::sys_days> parse_date(const std::string& text);
std::string date_text(std::chrono::sys_days day);

/// [{"days": ["mon", "tue"], "from": "22:00", "to": "07:00"}]
void write(JsonWriter& json, std::string_view name, const std::vector<store::WeekHours>& hours);

/// Left as they are where the member is not there; null makes them none. Without days: every day.
void read_week(Fields& fields, std::string_view name, std::vector<store::WeekHours>& target,
               std::vector<FieldError>& errors);

/// A time of day; left as it is where it is not there.
void read_minute(Fields& fields, std::string_view name, int& target);

} // namespace relay::api
