#pragma once
#include "store/model/id.h"
#include "store/model/instant.h"
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relay::api {

/// Writes JSON by appending; commas and escapes are its affair, nesting follows the calls:
///
///     json.object([&] {
///         json.member("id", contact.id);
///         json.array("details", [&] { json.value("..."); });
///     });
///
/// What comes out is valid UTF-8 whatever goes in: octets that are not become U+FFFD. `<`, `>`, `&`
/// and the line separators are escaped, so that an answer is harmless inside HTML and JavaScript.
class JsonWriter {
public:
    template <std::invocable Inside>
    void object(Inside&& inside)
    {
        open('{');
        inside();
        close('}');
    }
    template <std::invocable Inside>
    void object(std::string_view named, Inside&& inside)
    {
        name(named);
        object(inside);
    }
    template <std::invocable Inside>
    void array(std::string_view named, Inside&& inside)
    {
        name(named);
        open('[');
        inside();
        close(']');
    }

    void value(std::string_view text);
    void value(const char* text) { value(std::string_view(text)); }
    void value(const std::string& text) { value(std::string_view(text)); }
    void value(bool yes) { raw(yes ? "true" : "false"); }
    template <class Integer>
    requires std::integral<Integer> &&(!std::same_as<Integer, bool>)void value(Integer number)
    {
        raw(std::to_string(number));
    }
    void null() { raw("null"); }
    /// RFC 3339.
    void value(store::Instant at);
    /// In milliseconds: let the name end in `_ms`.
    void value(store::Millis span) { value(span.count()); }
    template <class Tag>
    void value(store::Id<Tag> id)
    {
        value(id.text());
    }

    /// Of a member whose value is written next.
    void name(std::string_view of);

    template <class Value>
    void member(std::string_view named, const Value& of)
    {
        name(named);
        value(of);
    }
    /// Left out when empty.
    template <class Value>
    void member(std::string_view named, const std::optional<Value>& of)
    {
        if (of)
            member(named, *of);
    }
    template <class Value>
    void members(std::string_view named, const std::vector<Value>& of)
    {
        array(named, [&] {
            for (const auto& each : of)
                value(each);
        });
    }
    /// Left out when there is nothing in it.
    void member_unless_empty(std::string_view named, std::string_view text)
    {
        if (!text.empty())
            member(named, text);
    }
    template <class Tag>
    void member_if_valid(std::string_view named, store::Id<Tag> id)
    {
        if (id.valid())
            member(named, id);
    }

    std::string take() { return std::move(text_); }

private:
    void open(char bracket);
    void close(char bracket);
    void raw(std::string_view text);
    void separate();
    void quote(std::string_view text);

    std::string text_;
    bool follows_value_ = false; ///< the next one needs a comma
};

} // namespace relay::api
