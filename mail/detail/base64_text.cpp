#include "mail/detail/base64_text.h"

#include "mail/detail/ascii.h"
#include "mail/detail/base64.h"

#include <algorithm>

namespace mail {
namespace {

bool is_of_alphabet(char c)
{
    return ascii::is_alnum(c) || c == '+' || c == '/' || c == '=';
}

std::size_t letters_in(std::string_view line)
{
    return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), is_of_alphabet));
}

/// A line without what stands behind its padding.
std::string_view up_to_padding(std::string_view line)
{
    const auto word = line.substr(0, line.find_first_of(" \t"));
    return word.ends_with('=') ? word : line;
}

/// A few octets that do not belong there are skipped; a blank is one of words.
bool may_be_base64(std::string_view line)
{
    const bool has_blank = line.find_first_of(" \t") != std::string_view::npos;
    return !line.empty() && !has_blank && letters_in(line) * 4 >= line.size() * 3;
}

bool has_words(std::string_view body)
{
    while (!body.empty()) {
        const auto line = up_to_padding(ascii::trimmed(ascii::cut_before(body, '\n')));
        if (!line.empty() && !may_be_base64(line))
            return true;
    }
    return false;
}

/// Lines one below the other that may be base64.
struct Run {
    std::string_view lines; ///< as they stand
    std::string encoded;    ///< without what is behind padding
    std::size_t letters = 0;
    std::size_t longest = 0; ///< line of nothing but the alphabet
};

bool has_controls(std::string_view text)
{
    constexpr std::string_view common("\0\t\r\n\f\x1b", 6);
    return std::any_of(text.begin(), text.end(), [&](char c) {
        return ascii::is_control(c) && common.find(c) == std::string_view::npos;
    });
}

/// A word alone on its line, "ASYSTOLE", is of the alphabet as well.
bool is_base64(const Run& run, std::string_view decoded, bool is_text_of_octets, bool is_in_words)
{
    constexpr std::size_t certainly = 24;
    if (run.longest >= certainly)
        return true;
    const bool is_padded = run.lines.find('=') != std::string_view::npos;
    const bool is_whole = run.longest > 0 && (is_padded || (!is_in_words && run.letters % 4 == 0));
    return is_whole && !(is_text_of_octets && has_controls(decoded));
}

class BodyOfBase64 {
public:
    BodyOfBase64(std::string_view body, bool keeps_others)
        : body_(body), keeps_others_(keeps_others), has_words_(has_words(body))
    {
    }

    std::string read()
    {
        for (auto rest = body_; !rest.empty();) {
            const auto start = rest;
            const auto line = up_to_padding(ascii::trimmed(ascii::cut_before(rest, '\n')));
            if (may_be_base64(line))
                extend(start.substr(0, start.size() - rest.size()), line);
            else
                other(start.substr(0, start.size() - rest.size()), line);
        }
        end_run();
        return decoded_ == 0 ? std::string(body_) : std::move(text_);
    }

private:
    void extend(std::string_view whole, std::string_view line)
    {
        run_.lines = run_.lines.empty()
                         ? whole
                         : std::string_view(run_.lines.data(), run_.lines.size() + whole.size());
        const auto letters = letters_in(line);
        run_.encoded += line;
        run_.letters += letters;
        run_.longest = std::max(run_.longest, letters == line.size() ? letters : 0);
    }

    void other(std::string_view whole, std::string_view line)
    {
        end_run();
        if (!line.empty())
            keep(whole);
    }

    void end_run()
    {
        const auto decoded = from_base64(run_.encoded);
        if (is_base64(run_, decoded, keeps_others_, has_words_)) {
            decoded_ += run_.lines.size();
            text_ += decoded;
        } else if (!run_.lines.empty()) {
            keep(run_.lines);
        }
        run_ = {};
    }

    void keep(std::string_view lines)
    {
        if (!keeps_others_)
            return;
        text_ += text_.empty() || text_.ends_with('\n') ? "" : "\n";
        text_ += lines;
    }

    const std::string_view body_;
    const bool keeps_others_;
    const bool has_words_;
    Run run_;
    std::string text_;
    std::size_t decoded_ = 0;
};

} // namespace

std::string text_of_base64(std::string_view body, bool keeps_others)
{
    return BodyOfBase64(body, keeps_others).read();
}

} // namespace mail
