#include "mail/answer_text.h"

#include "mail/detail/mail_lines.h"

namespace mail {
namespace {

/// Which lines of a person's answer are their own. Somebody else's words are never taken for
/// theirs: they would choose for them.
class AnswerReader {
public:
    explicit AnswerReader(std::string_view text) : lines_(lines_of(text)) {}

    AnswerText read()
    {
        while (at_ < lines_.size() && !is_over_)
            take();
        answer_.text.resize(answer_.text.find_last_not_of('\n') + 1);
        return answer_.first_line.empty() ? AnswerText() : std::move(answer_);
    }

private:
    void take()
    {
        const auto line = lines_[at_];
        const bool has_begun = !answer_.first_line.empty();
        const auto said = attribution_at(lines_, at_);
        if (said > 0)
            return pass_attribution(said);
        if (is_of_others(line))
            is_over_ = has_begun;
        else if (ends_here(line))
            is_over_ = true;
        else if (!is_rule(line) && !is_note_of_ours(line) && !is_of_gateway(line))
            add(line);
        ++at_;
    }

    /// An answer below the quote is found where each line of that is marked.
    void pass_attribution(std::size_t said)
    {
        const bool is_marked = is_of_others(next_line(lines_, at_ + said - 1));
        is_over_ = !answer_.first_line.empty() || !is_marked;
        at_ += said;
    }

    static bool is_of_others(std::string_view line)
    {
        return line.starts_with('>') || line.starts_with('|');
    }

    /// From here on everything is somebody else's, and not marked as such.
    bool ends_here(std::string_view line) const
    {
        const auto header = is_rule(line) ? next_at(lines_, at_) : at_;
        if (is_quoted_header(lines_, header, 1))
            return true;
        const bool is_end =
            line == "--" || is_signature_mark(line) || is_rule(line) || line.starts_with("_____");
        return is_quote_rule(line) || is_forward_rule(line) || is_of_a_program(line) ||
               (is_end && !answer_.first_line.empty());
    }

    bool is_of_gateway(std::string_view line)
    {
        is_banner_ = is_banner(line) || (is_banner_ && continues_banner(line));
        return is_banner_;
    }

    void add(std::string_view line)
    {
        if (answer_.first_line.empty() && !is_greeting(line))
            answer_.first_line = without_greeting(line);
        if (!line.empty() || !answer_.text.empty())
            answer_.text += std::string(line) + "\n";
    }

    const Lines lines_;
    std::size_t at_ = 0;
    bool is_over_ = false;
    bool is_banner_ = false; ///< the line before was of one
    AnswerText answer_;
};

} // namespace

AnswerText answer_in(std::string_view text)
{
    return AnswerReader(text).read();
}

} // namespace mail
