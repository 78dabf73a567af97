#include "mail/mailboxes.h"

#include "mail/detail/ascii.h"
#include "mail/detail/first_mailbox.h"

namespace mail {
namespace {

/// Walks a list and says where a separator of the list stands: not inside of quotes, comments and
/// brackets.
class Walk {
public:
    bool separates(char c)
    {
        if (escaped_) {
            escaped_ = false;
            return false;
        }
        escaped_ = c == '\\' && (quoted_ || depth_ > 0);
        if (c == '"' && depth_ == 0)
            quoted_ = !quoted_;
        if (quoted_)
            return false;
        depth_ += c == '(' ? 1 : 0;
        depth_ -= c == ')' && depth_ > 0 ? 1 : 0;
        bracketed_ = depth_ == 0 && (c == '<' || (bracketed_ && c != '>'));
        return depth_ == 0 && !bracketed_ && (c == ',' || c == ';' || c == ':');
    }

private:
    bool escaped_ = false;
    bool quoted_ = false;
    bool bracketed_ = false;
    int depth_ = 0;
};

} // namespace

std::vector<std::string> mailboxes_in(std::string_view value, std::size_t most)
{
    std::vector<std::string> found;
    Walk walk;
    std::size_t begin = 0;
    for (std::size_t at = 0; at <= value.size() && found.size() < most; ++at) {
        const bool is_end = at == value.size();
        if (!is_end && !walk.separates(value[at]))
            continue;
        const auto piece = ascii::trimmed(value.substr(begin, at - begin));
        begin = at + 1;
        const bool names_a_group = !is_end && value[at] == ':';
        if (piece.empty() || names_a_group)
            continue;
        auto address = first_mailbox(piece).address;
        found.push_back(address.empty() ? std::string(piece) : std::move(address));
    }
    return found;
}

} // namespace mail
