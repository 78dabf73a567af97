#include "relay/snpp/lines.h"
#include <algorithm>

namespace relay::snpp {

std::optional<std::string> Lines::next()
{
    const auto end = held_.find('\n', begin_);
    if (end == std::string::npos || end - begin_ > most_) {
        held_.erase(0, begin_);
        begin_ = 0;
        return std::nullopt;
    }
    auto line = held_.substr(begin_, end - begin_);
    begin_ = end + 1;
    if (line.ends_with('\r'))
        line.pop_back();
    return line;
}

bool Lines::is_too_long() const
{
    return std::min(held_.find('\n', begin_), held_.size()) - begin_ > most_;
}

} // namespace relay::snpp
