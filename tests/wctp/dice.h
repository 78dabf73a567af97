#pragma once
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>

namespace wctp_test {

/// Values by chance, the same for the same seed on every machine.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : engine_(seed) {}

    std::uint64_t below(std::uint64_t limit) { return engine_() % limit; } ///< limit: not 0
    bool flip() { return below(2) == 0; }

    /// Up to so many characters, markup and line ends among them; neither empty nor with blanks at
    /// its ends, which an attribute does not keep.
    std::string words(std::size_t most);
    /// The same, or nothing.
    std::string maybe(std::size_t most) { return flip() ? words(most) : std::string(); }
    /// Any characters but for one that is no blank.
    std::string text(std::size_t most);
    /// At least one.
    std::string bytes(std::size_t most);

private:
    std::string character();

    std::mt19937_64 engine_;
};

} // namespace wctp_test
