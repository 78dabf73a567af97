#pragma once
#include <array>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <utility>

namespace store {

/// The word of each enumerator: the same in column, API, log and manual.
/// Specialised beside each enum as `static constexpr std::array table`.
template <class E>
struct Words;

template <class E>
constexpr std::string_view word(E value)
{
    for (const auto& [enumerator, text] : Words<E>::table) {
        if (enumerator == value)
            return text;
    }
    std::abort(); // a value that is no enumerator: damaged memory or row
}

/// Empty: no such word.
template <class E>
constexpr std::optional<E> from_word(std::string_view text)
{
    for (const auto& [enumerator, candidate] : Words<E>::table) {
        if (candidate == text)
            return enumerator;
    }
    return std::nullopt;
}

} // namespace store
