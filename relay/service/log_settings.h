#pragma once
#include <map>
#include <string>

namespace relay::service {

enum class LogLevel { Error, Warning, Notice, Info, Debug };
enum class LogFormat { Auto, Json, Text };

struct LogConfig {
    LogLevel level = LogLevel::Info;
    std::map<std::string, LogLevel> levels; ///< by room; others have `level`
    LogFormat format = LogFormat::Auto;     ///< Auto: text on a terminal, else JSON
    bool operator==(const LogConfig&) const = default;
};

} // namespace relay::service
