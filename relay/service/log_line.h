#pragma once
#include "relay/service/log.h"

namespace relay::service::log {

/// An event as it is written.
struct Line {
    store::Instant at;
    LogLevel level = LogLevel::Info;
    std::string_view room;
    std::string_view text;
    Fields fields;
    std::int64_t left_out = 0; ///< lines of this room that were dropped before this one
};

/// {"t":"...","level":"info","room":"smtp","text":"...",...}, no line end inside.
std::string json_line(const Line& line);
/// 2026-11-24T05:00:00.000Z INFO  smtp: text key=value ...
std::string text_line(const Line& line);

/// The syslog priority that journald reads from the front of a line: "<6>".
std::string_view priority_prefix(LogLevel level);

} // namespace relay::service::log
