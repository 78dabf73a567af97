#pragma once
#include "store/error.h"
#include "store/model/id.h"
#include "store/model/instant.h"
#include "store/model/words.h"
#include "store/value.h"
#include <optional>
#include <string>

namespace store::detail {

/// Reads a row from left to right: one call for each column of the SELECT, in its order. Inside
/// braces C++ evaluates from left to right, so that an aggregate can be filled that way.
class Fields {
public:
    explicit Fields(const Row& row) : row_(row) {}

    const Value& value() { return row_[next_++]; }
    std::int64_t number() { return row_.number(next_++); }
    int small() { return static_cast<int>(number()); }
    bool flag() { return number() != 0; }
    const std::string& text() { return row_.text(next_++); }
    Instant instant() { return store::instant(number()); }
    Millis millis() { return Millis{number()}; }

    /// NULL: empty, or an id that is not valid.
    std::string text_or_empty() { return next_is_null() ? std::string() : text(); }
    std::optional<Instant> optional_instant()
    {
        return next_is_null() ? std::nullopt : std::optional(instant());
    }
    std::optional<Millis> optional_millis()
    {
        return next_is_null() ? std::nullopt : std::optional(millis());
    }
    template <class AnyId>
    AnyId id()
    {
        return next_is_null() ? AnyId{} : AnyId{number()};
    }

    template <class E>
    E word()
    {
        const auto& text = this->text();
        if (const auto known = from_word<E>(text))
            return *known;
        throw StoreError("a row holds the word '" + text + "', which this program does not know");
    }
    template <class E>
    std::optional<E> optional_word()
    {
        return next_is_null() ? std::nullopt : std::optional(word<E>());
    }

private:
    /// Steps over a NULL.
    bool next_is_null()
    {
        if (!row_.is_null(next_))
            return false;
        ++next_;
        return true;
    }

    const Row& row_; ///< outlives us
    std::size_t next_ = 0;
};

/// The other direction: our types as values to bind.
template <class AnyId>
Value key(AnyId id)
{
    return id.value;
}

template <class AnyId>
Value key_or_null(AnyId id)
{
    return id.valid() ? Value{id.value} : Value{};
}

inline Value time(Instant at)
{
    return ms(at);
}

inline Value time_or_null(const std::optional<Instant>& at)
{
    return at ? Value{ms(*at)} : Value{};
}

inline Value millis_or_null(const std::optional<Millis>& length)
{
    return length ? Value{length->count()} : Value{};
}

inline Value number(std::int64_t value)
{
    return value;
}

inline Value flag(bool value)
{
    return std::int64_t{value ? 1 : 0};
}

inline Value text_or_null(const std::string& text)
{
    return text.empty() ? Value{} : Value{text};
}

template <class E>
Value word_of(E value)
{
    return std::string(word(value));
}

template <class E>
Value word_or_null(const std::optional<E>& value)
{
    return value ? word_of(*value) : Value{};
}

} // namespace store::detail
