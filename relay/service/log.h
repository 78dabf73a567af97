#pragma once
#include "relay/service/log_settings.h"
#include "store/model/id.h"
#include "store/model/instant.h"
#include <atomic>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

/// One line per event on stderr, for journald and for people.
///
/// A line is one write(2), whatever its fields hold: control characters are escaped, and a field
/// ends after 1 kB. Fields are named by us and typed; there is no way to log a ProtectedText, and
/// no line is built for a level that is off. Every function may be called from any thread.
namespace relay::service::log {

/// An id, spelled out only when the line is written.
struct IdValue {
    std::string_view prefix;
    std::int64_t number = 0;
};

/// A field's value. Text is only looked at during the call.
using Value = std::variant<std::string_view, std::int64_t, double, bool, IdValue>;

struct Field {
    Field(std::string_view field_name, std::string_view text) : name(field_name), value(text) {}
    Field(std::string_view field_name, const char* text)
        : name(field_name), value(std::string_view(text))
    {
    }
    Field(std::string_view field_name, const std::string& text)
        : name(field_name), value(std::string_view(text))
    {
    }
    Field(std::string_view field_name, bool yes) : name(field_name), value(yes) {}
    Field(std::string_view field_name, double number) : name(field_name), value(number) {}
    template <class Integer>
    requires std::is_integral_v<Integer> Field(std::string_view field_name, Integer number)
        : name(field_name), value(static_cast<std::int64_t>(number))
    {
    }
    /// In milliseconds: let the name end in `_ms`.
    Field(std::string_view field_name, store::Millis span)
        : name(field_name), value(static_cast<std::int64_t>(span.count()))
    {
    }
    template <class Tag>
    Field(std::string_view field_name, store::Id<Tag> id)
        : name(field_name), value(IdValue{Tag::prefix, id.value})
    {
    }

    std::string_view name;
    Value value;
};

using Fields = std::initializer_list<Field>;

/// The correlation field: every line about a message carries it under the same name.
inline Field message(store::MessageId id)
{
    return {"message", id};
}

/// How many lines a room may write in a second. Any thread.
class Rate {
public:
    static constexpr std::int64_t lines_per_second = 200;

    /// The number of lines that were left out before this one, or -1: leave this one out too.
    std::int64_t admit(std::int64_t second) noexcept;

private:
    std::atomic<std::int64_t> window_{0}; ///< second << 20 | lines written in it
    std::atomic<std::int64_t> left_out_{0};
};

/// The voice of one room of the house ("smtp", "engine"): its level, its rate.
///
/// At most 200 lines a second; what is above is counted, and the count is told in the next second.
class Room {
public:
    explicit Room(std::string name) : name_(std::move(name)) {}
    Room(const Room&) = delete;
    Room& operator=(const Room&) = delete;

    bool is_on(LogLevel level) const noexcept
    {
        return static_cast<int>(level) <= level_.load(std::memory_order_relaxed);
    }

    void error(std::string_view text, Fields fields = {}) { say(LogLevel::Error, text, fields); }
    void warning(std::string_view text, Fields fields = {})
    {
        say(LogLevel::Warning, text, fields);
    }
    void notice(std::string_view text, Fields fields = {}) { say(LogLevel::Notice, text, fields); }
    void info(std::string_view text, Fields fields = {}) { say(LogLevel::Info, text, fields); }
    void debug(std::string_view text, Fields fields = {}) { say(LogLevel::Debug, text, fields); }

    const std::string& name() const noexcept { return name_; }
    void set_level(LogLevel level) noexcept { level_.store(static_cast<int>(level)); }

private:
    void say(LogLevel level, std::string_view text, Fields fields)
    {
        if (is_on(level))
            write(level, text, fields);
    }
    void write(LogLevel level, std::string_view text, Fields fields);

    std::string name_;
    std::atomic<int> level_{static_cast<int>(LogLevel::Info)};
    Rate rate_;
};

/// The room of that name; made at its first use and never removed.
Room& room(std::string_view name);

/// Levels and format, for the rooms that are and those to come. Before this call: info and Auto.
void configure(const LogConfig& config);

/// Tests read what is written: lines go to this descriptor instead of stderr. It must stay open
/// until another is set.
void write_to(int descriptor);

} // namespace relay::service::log
