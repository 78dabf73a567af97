#include "mail/detail/text_writer.h"

#include "mail/detail/ascii.h"

#include <algorithm>

namespace mail {

void TextWriter::add(std::string_view text)
{
    for (char c : text) {
        if (ascii::is_blank(c) || c == '\n' || c == '\r' || c == '\f')
            blank_ = true;
        else
            put(c);
    }
}

void TextWriter::add_verbatim(std::string_view text)
{
    for (char c : text) {
        if (c == '\n')
            lines_ = std::min(lines_ + 1, most_lines);
        else if (ascii::is_blank(c))
            indent_ += lines_ == 0 || has_text_ ? std::string(1, c) : "";
        else
            put(c);
    }
}

void TextWriter::start_line(std::size_t empty_lines)
{
    lines_ = std::max(lines_, empty_lines + 1);
    blank_ = false;
}

void TextWriter::break_line()
{
    lines_ = std::min(lines_ + 1, most_lines);
    blank_ = false;
}

std::string_view TextWriter::since(std::size_t start) const
{
    return std::string_view(text_).substr(std::min(start, text_.size()));
}

void TextWriter::insert(std::size_t start, std::string_view text)
{
    text_.insert(behind_line_ends(start), text);
}

void TextWriter::rewrite(std::size_t start, std::string_view line, bool right_below)
{
    text_.resize(line.empty() || right_below ? start : behind_line_ends(start));
    text_ += right_below && !line.empty() ? "\n" : "";
    text_ += line;
    indent_.clear();
    lines_ = 1;
    blank_ = false;
}

std::size_t TextWriter::behind_line_ends(std::size_t start) const
{
    return std::min(text_.find_first_not_of("\n ", start), text_.size());
}

void TextWriter::put(char c)
{
    if (has_text_ && lines_ > 0)
        text_.append(lines_, '\n');
    else if (has_text_ && blank_ && indent_.empty())
        text_ += ' ';
    text_ += indent_;
    text_ += c;
    indent_.clear();
    lines_ = 0;
    blank_ = false;
    has_text_ = true;
}

} // namespace mail
