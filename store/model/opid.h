#pragma once
#include <compare>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace store {

/// The address of a contact or a group; both draw from one namespace (S0.4, S0.51).
///
/// Kept upper-case, since senders type it by hand and on 12-key pads. An Opid
/// that exists is well-formed: the only way in is parse().
class Opid {
public:
    static constexpr std::size_t min_length = 5;
    static constexpr std::size_t max_length = 64;

    /// Accepts letters, digits, '-', '_' and '.'; surrounding blanks are cut.
    /// Empty result: not an OPID, and there is nothing more to say about it.
    static std::optional<Opid> parse(std::string_view text);

    const std::string& text() const noexcept { return text_; }
    friend auto operator<=>(const Opid&, const Opid&) = default;

private:
    explicit Opid(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

} // namespace store

template <>
struct std::hash<store::Opid> {
    std::size_t operator()(const store::Opid& opid) const noexcept
    {
        return std::hash<std::string>{}(opid.text());
    }
};
