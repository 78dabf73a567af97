#include "relay/http/input_buffer.h"
#include <algorithm>

namespace relay::http {
namespace {

// What an emptied buffer may keep: 4,000 idle connections must not hold what they once received.
constexpr std::size_t kept_capacity = 4u << 10;
constexpr std::size_t compact_from = 64u << 10;

bool may_stand_in_line(char c)
{
    const auto octet = static_cast<unsigned char>(c);
    return (octet >= 0x20 && octet != 0x7f) || c == '\t';
}

} // namespace

void InputBuffer::append(std::string_view bytes)
{
    if (taken_ > compact_from) {
        input_.erase(0, taken_);
        checked_ = checked_ > taken_ ? checked_ - taken_ : 0;
        taken_ = 0;
    }
    input_.append(bytes);
}

InputBuffer::Line InputBuffer::line()
{
    const auto all = std::string_view(input_);
    for (std::size_t at = std::max(checked_, taken_); at < all.size(); ++at) {
        if (may_stand_in_line(all[at])) {
            continue;
        }
        if (all[at] != '\r') {
            return {LineEnd::Malformed, {}};
        }
        if (at + 1 == all.size()) {
            checked_ = at;
            return {LineEnd::Missing, all.substr(taken_, at - taken_)};
        }
        if (all[at + 1] != '\n') {
            return {LineEnd::Malformed, {}};
        }
        const auto text = all.substr(taken_, at - taken_);
        taken_ = at + 2; // not consume(): the view must live on
        return {LineEnd::Found, text};
    }
    checked_ = all.size();
    return {LineEnd::Missing, all.substr(taken_)};
}

void InputBuffer::consume(std::size_t count)
{
    taken_ += count;
    if (taken_ < input_.size()) {
        return;
    }
    input_.clear();
    taken_ = 0;
    checked_ = 0;
    if (input_.capacity() > kept_capacity) {
        input_.shrink_to_fit();
    }
}

} // namespace relay::http
