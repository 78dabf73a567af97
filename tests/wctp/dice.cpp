#include "tests/wctp/dice.h"
#include <array>

namespace wctp_test {
namespace {

constexpr std::array<const char*, 8> odd_characters{
    "<", "&", "\"", "'", ">", "\xC3\x89", "\xE2\x82\x82", "\xF0\x9F\x9A\x91"};
constexpr std::array<const char*, 4> blanks{" ", "\t", "\n", "\r"};

} // namespace

std::string Dice::character()
{
    switch (below(8)) {
    case 0:
        return odd_characters[below(odd_characters.size())];
    case 1:
        return blanks[below(blanks.size())];
    default:
        return std::string(1, static_cast<char>('0' + below(75))); // up to 'z'
    }
}

std::string Dice::words(std::size_t most)
{
    std::string made(1, static_cast<char>('a' + below(26)));
    for (auto left = below(most); left > 1; --left)
        made += character();
    if (most > 1)
        made += static_cast<char>('a' + below(26));
    return made;
}

std::string Dice::text(std::size_t most)
{
    std::string made;
    for (auto left = below(most); left > 0; --left)
        made += character();
    return made + "x" + character();
}

std::string Dice::bytes(std::size_t most)
{
    std::string made;
    for (auto left = 1 + below(most); left > 0; --left)
        made += static_cast<char>(below(256));
    return made;
}

} // namespace wctp_test
