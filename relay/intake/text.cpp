#include "relay/intake/text.h"
#include <algorithm>

namespace relay::intake {
namespace {

bool begins_character(char c)
{
    return (c & 0xC0) != 0x80;
}

/// The bytes of the first `count` characters.
std::size_t bytes_of(std::string_view utf8, std::size_t count)
{
    std::size_t at = 0;
    for (std::size_t begun = 0; at < utf8.size(); ++at) {
        if (begins_character(utf8[at]) && begun++ == count)
            break;
    }
    return at;
}

} // namespace

std::size_t characters(std::string_view utf8)
{
    return static_cast<std::size_t>(std::ranges::count_if(utf8, begins_character));
}

std::string shortened(std::string utf8, std::size_t most, std::string_view mark)
{
    if (characters(utf8) <= most)
        return utf8;
    const auto marked = characters(mark);
    utf8.resize(bytes_of(utf8, most > marked ? most - marked : 0));
    return utf8.append(mark);
}

} // namespace relay::intake
