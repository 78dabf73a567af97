#include "mail/detail/first_mailbox.h"

#include "mail/clean_text.h"
#include "mail/detail/ascii.h"
#include "mail/header.h"

#include <algorithm>

namespace mail {
namespace {

constexpr std::size_t max_name_bytes = 250;
constexpr std::size_t max_id_bytes = 250;

/// The pieces of one mailbox as they are met, without recursion: comments nest, and a
/// sender may nest them ten thousand deep.
class MailboxReader {
public:
    ReadMailbox read(std::string_view value)
    {
        for (std::size_t i = 0; i < value.size() && !ended_; ++i) {
            if (value[i] == '\\' && (in_quotes_ || comments_ > 0) && i + 1 < value.size())
                keep(value[++i]);
            else
                step(value[i]);
        }
        return result();
    }

private:
    void step(char c)
    {
        if (in_quotes_) {
            in_quotes_ = c != '"';
            if (in_quotes_)
                keep(c);
        } else if (comments_ > 0 || c == '(') {
            comments_ += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (comments_ > 1 || (comments_ == 1 && c != '('))
                comment_ += c;
        } else if (in_brackets_) {
            ended_ = c == '>';
            if (!ended_)
                address_ += c;
        } else {
            outside(c);
        }
    }

    void outside(char c)
    {
        if (c == '"') {
            in_quotes_ = true;
        } else if (c == '<') {
            in_brackets_ = true;
            has_brackets_ = true;
        } else if (c == ':') { // the name of a group
            words_.clear();
        } else if (c == ',' || c == ';') {
            ended_ = !ascii::trimmed(words_).empty();
        } else {
            words_ += c;
        }
    }

    void keep(char c) { (comments_ > 0 ? comment_ : in_brackets_ ? address_ : words_) += c; }

    ReadMailbox result() const
    {
        ReadMailbox mailbox;
        const std::string_view raw = has_brackets_ ? address_ : words_;
        for (char c : raw.substr(0, 320)) {
            if (ascii::is_graphic(c))
                mailbox.address += c;
        }
        if (!has_brackets_ && mailbox.address.find('@') == std::string::npos)
            mailbox.address.clear();
        const bool words_are_name = has_brackets_ || mailbox.address.empty();
        const std::string_view name = words_are_name ? words_ : comment_;
        mailbox.name = short_line(decode_words(ascii::trimmed(name)), max_name_bytes);
        return mailbox;
    }

    std::string words_;
    std::string address_;
    std::string comment_;
    int comments_ = 0; ///< how deep
    bool in_quotes_ = false;
    bool in_brackets_ = false;
    bool has_brackets_ = false;
    bool ended_ = false;
};

bool is_id(std::string_view id)
{
    return !id.empty() && id.size() <= max_id_bytes &&
           std::all_of(id.begin(), id.end(), ascii::is_graphic);
}

} // namespace

ReadMailbox first_mailbox(std::string_view value)
{
    return MailboxReader().read(value);
}

std::vector<std::string> message_ids(std::string_view value, std::size_t count)
{
    std::vector<std::string> ids;
    while (!value.empty() && ids.size() < count) {
        ascii::cut_before(value, '<');
        const auto end = value.find_first_of("<>");
        if (end == std::string_view::npos)
            break;
        if (value[end] == '>' && is_id(value.substr(0, end)))
            ids.emplace_back(value.substr(0, end));
        value.remove_prefix(end);
    }
    return ids;
}

} // namespace mail
