#include "mail/answer_text.h"
#include "mail/detail/ascii.h"
#include "mail/detail/mail_lines.h"

namespace mail {
namespace {

/// When in doubt a line stays: what a page lacks nobody looks for.
class OwnTextReader {
public:
    OwnTextReader(std::string_view text, TextCuts cuts) : lines_(lines_of(text)), cuts_(cuts) {}

    std::string read()
    {
        while (at_ < lines_.size()) {
            const auto cut = lines_cut();
            for (std::size_t end = at_ + cut; at_ < end; ++at_)
                keep(is_note_of_ours(lines_[at_]), lines_[at_]);
            if (cut == 0)
                keep(true, lines_[at_++]);
        }
        return std::move(own_);
    }

private:
    /// How many from here on are left out.
    std::size_t lines_cut()
    {
        const auto line = lines_[at_];
        const bool begins_quote = begins_quoted_mail();
        is_forward_ = is_forward_ || is_forward_rule(line) || (begins_quote && !has_own_);
        if (is_forward_)
            return 0;
        const auto signature = cuts_.signature ? signature_lines() : 0;
        if (signature > 0 || !cuts_.quoted)
            return signature;
        return begins_quote ? lines_.size() - at_ : marked_lines();
    }

    /// A mail that is quoted as programs do it that do not mark each line.
    bool begins_quoted_mail() const
    {
        if (is_rule(lines_[at_]))
            return is_quoted_header(lines_, next_at(lines_, at_), 2);
        return is_quote_rule(lines_[at_]) || is_mail_header(lines_, at_);
    }

    std::size_t signature_lines() const
    {
        if (is_signature_mark(lines_[at_]))
            return lines_below_mark();
        const auto next = at_ + 1 < lines_.size() ? lines_[at_ + 1] : std::string_view();
        const bool is_last = next.empty() || is_note_of_ours(next) || is_of_a_program(next);
        return is_of_a_program(lines_[at_]) && is_last ? 1 : 0;
    }

    /// With the mark, up to the end or to what is quoted below. 0: more than a signature has.
    std::size_t lines_below_mark() const
    {
        constexpr std::size_t most = 10;
        std::size_t found = 0;
        auto end = at_ + 1;
        for (; end < lines_.size() && !ends_signature(end); ++end) {
            found += lines_[end].empty() ? 0 : 1;
            if (found > most)
                return 0;
        }
        return end - at_;
    }

    bool ends_signature(std::size_t at) const
    {
        return lines_[at].starts_with('>') || is_signature_mark(lines_[at]) ||
               is_quote_rule(lines_[at]) || is_forward_rule(lines_[at]) || is_rule(lines_[at]) ||
               attribution_at(lines_, at) > 0 || is_quoted_header(lines_, at, 2);
    }

    std::size_t marked_lines() const
    {
        const auto said = attribution_at(lines_, at_);
        auto end = at_ + said;
        if (said > 0 && next_line(lines_, end - 1).starts_with('>')) {
            const auto quote = next_at(lines_, end - 1);
            end = quote;
            while (end < lines_.size() && lines_[end].starts_with('>') && !is_more_than(end))
                ++end;
            return end > quote ? end - at_ : 0;
        }
        return is_marked(at_) ? 1 : 0;
    }

    /// ">10000 ng/l" is a value.
    bool is_more_than(std::size_t at) const
    {
        const auto line = lines_[at];
        return line.size() > 1 && ascii::is_digit(line[1]);
    }

    bool is_marked(std::size_t at) const
    {
        const auto line = lines_[at];
        if (!line.starts_with('>') || (line.size() > 1 && line[1] != ' ' && line[1] != '>'))
            return false;
        const bool is_value = line.size() > 2 && line[1] == ' ' && ascii::is_digit(line[2]);
        return !is_value || is_mark_at(at - 1) || is_mark_at(at + 1);
    }

    /// "> 6.0 mmol/l" alone is a value, below "> K" it is quoted.
    bool is_mark_at(std::size_t at) const
    {
        return at < lines_.size() && lines_[at].starts_with('>') && !is_more_than(at);
    }

    void keep(bool is_kept, std::string_view line)
    {
        if (!is_kept)
            return;
        own_ += std::string(line) + "\n";
        has_own_ = has_own_ || (!line.empty() && !is_note_of_ours(line) && !is_banner(line) &&
                                !is_greeting(line));
    }

    const Lines lines_;
    const TextCuts cuts_;
    std::size_t at_ = 0;
    bool has_own_ = false;
    bool is_forward_ = false; ///< what stands below is what the mail is about
    std::string own_;
};

} // namespace

std::string own_text(std::string_view text, TextCuts cuts)
{
    if (!cuts.signature && !cuts.quoted)
        return std::string(text);
    const auto own = OwnTextReader(text, cuts).read();
    const auto trimmed = ascii::trimmed(own);
    return std::string(trimmed.empty() ? text : trimmed);
}

} // namespace mail
