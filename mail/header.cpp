#include "mail/header.h"

#include "mail/charset.h"
#include "mail/detail/ascii.h"
#include "mail/detail/base64.h"

#include <algorithm>
#include <array>
#include <optional>

namespace mail {
namespace {

// The first line of `text` without its end; `text` loses both.
std::string_view take_line(std::string_view& text)
{
    auto line = ascii::cut_before(text, '\n');
    if (!line.empty() && line.back() == '\r')
        line.remove_suffix(1);
    return line;
}

// RFC 5322 2.2 and, as old senders write it, blanks before the colon. 0: not a field.
std::size_t name_bytes(std::string_view line)
{
    const auto colon = line.find(':');
    if (colon == std::string_view::npos)
        return 0;
    const auto name = ascii::trimmed(line.substr(0, colon));
    const bool well_formed =
        name.data() == line.data() && std::all_of(name.begin(), name.end(), ascii::is_graphic);
    return well_formed ? name.size() : 0;
}

struct EncodedWord {
    std::string_view charset;
    char encoding = 'q';
    std::string_view text;
    std::size_t bytes = 0; ///< of the whole word
};

// RFC 2047 2 allows 75; there are senders that never split. The bound keeps this linear.
constexpr std::size_t max_word_bytes = 2000;

std::optional<EncodedWord> word_at(std::string_view value)
{
    std::string_view rest = value.substr(0, max_word_bytes);
    if (rest.substr(0, 2) != "=?")
        return std::nullopt;
    rest.remove_prefix(2);
    EncodedWord word;
    word.charset = ascii::cut_before(rest, '?');
    word.charset = word.charset.substr(0, word.charset.find('*')); // RFC 2231 5: language
    const auto encoding = ascii::cut_before(rest, '?');
    const auto end = rest.find("?=");
    if (word.charset.empty() || encoding.size() != 1 || end == std::string_view::npos)
        return std::nullopt;
    word.encoding = ascii::lower(encoding.front());
    if (word.encoding != 'q' && word.encoding != 'b')
        return std::nullopt;
    word.text = rest.substr(0, end);
    word.bytes = static_cast<std::size_t>(word.text.data() - value.data()) + end + 2;
    return word;
}

std::string decoded_q(std::string_view text)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escape = text[i] == '=' && i + 2 < text.size() &&
                            ascii::hex_value(text[i + 1]) >= 0 &&
                            ascii::hex_value(text[i + 2]) >= 0;
        if (escape) {
            result += static_cast<char>(ascii::hex_value(text[i + 1]) * 16 +
                                        ascii::hex_value(text[i + 2]));
            i += 2;
        } else {
            result += text[i] == '_' ? ' ' : text[i];
        }
    }
    return result;
}

/// Collects neighbouring words of one charset before it converts them: senders cut in the
/// middle of a character, which RFC 2047 5 forbids.
class WordDecoder {
public:
    explicit WordDecoder(std::string_view raw_charset) : raw_charset_(raw_charset) {}

    void literal(std::string_view text)
    {
        flush();
        result_ += to_utf8(text, is_utf8(text) ? std::string_view() : raw_charset_);
    }

    void word(const EncodedWord& word)
    {
        if (!ascii::same(word.charset, charset_))
            flush();
        charset_ = word.charset;
        bytes_ += word.encoding == 'b' ? from_base64(word.text) : decoded_q(word.text);
    }

    std::string finish()
    {
        flush();
        return std::move(result_);
    }

private:
    void flush()
    {
        result_ += to_utf8(bytes_, charset_);
        bytes_.clear();
        charset_ = {};
    }

    std::string result_;
    std::string bytes_;
    std::string_view charset_;
    const std::string_view raw_charset_;
};

// What no text begins a line with by chance, or not above an empty line.
bool is_of_a_header(std::string_view line)
{
    constexpr std::array<std::string_view, 6> known{
        "MIME-Version:", "Subject:", "To:", "From:", "Date:", "Message-ID:"};
    return (ascii::starts_with(line, "Content-") && name_bytes(line) > 0) ||
           std::any_of(known.begin(), known.end(),
                       [&](std::string_view name) { return ascii::starts_with(line, name); });
}

/// Where the last line starts, up to the first empty one, that is surely a field; 0: there is none.
std::size_t last_known_field(std::string_view section)
{
    std::size_t last = 0;
    std::size_t at = 0;
    for (auto rest = section; !rest.empty(); at = section.size() - rest.size()) {
        const auto line = take_line(rest);
        if (line.empty())
            break;
        last = is_of_a_header(line) ? at : last;
    }
    return last;
}

/// Empty lines above a header are of whatever wrote the mail into a file; above a text they end an
/// empty header.
std::string_view without_empty_lines(std::string_view message)
{
    auto rest = message;
    while (rest.starts_with('\n') || rest.starts_with("\r\n"))
        take_line(rest);
    const auto first = rest.substr(0, rest.find('\n'));
    return is_of_a_header(first) ? rest : message;
}

/// Fields as they come; what is over a limit is read and not kept.
class HeaderReader {
public:
    explicit HeaderReader(const HeaderLimits& limits) : limits_(limits) {}

    bool has_field() const noexcept { return has_field_; }

    void field(std::string_view name, std::string_view value)
    {
        has_field_ = true;
        keeps_ = section_.fields.size() < limits_.fields && kept_ < limits_.bytes;
        section_.is_cut = section_.is_cut || !keeps_;
        if (!keeps_)
            return;
        section_.fields.push_back({std::string(bounded(name)), {}});
        more(ascii::trimmed(value));
    }

    void more(std::string_view value)
    {
        if (keeps_)
            section_.fields.back().value += bounded(value);
    }

    /// No field, and fields follow. Of a subject it may be what a program did not fold.
    void broken(std::string_view line)
    {
        if (keeps_ && is_named(section_.fields.back(), "Subject"))
            more(" " + std::string(line));
    }

    HeaderSection finish(std::size_t bytes)
    {
        section_.bytes = bytes;
        for (auto& field : section_.fields)
            field.value = ascii::trimmed(field.value);
        return std::move(section_);
    }

private:
    std::string_view bounded(std::string_view text)
    {
        const auto kept = text.substr(0, limits_.bytes - kept_);
        section_.is_cut = section_.is_cut || kept.size() < text.size();
        kept_ += kept.size();
        return kept;
    }

    HeaderLimits limits_;
    HeaderSection section_;
    std::size_t kept_ = 0;
    bool has_field_ = false;
    bool keeps_ = false;
};

} // namespace

bool is_named(const HeaderField& field, std::string_view name)
{
    return ascii::same(field.name, name);
}

HeaderSection read_header(std::string_view message, const HeaderLimits& limits)
{
    HeaderReader reader(limits);
    auto rest = without_empty_lines(message);
    if (rest.substr(0, 5) == "From ")
        take_line(rest); // the separator of an mbox file, left by the program that kept it
    std::optional<std::size_t> last_known;
    while (!rest.empty()) {
        const auto before = rest;
        const auto line = take_line(rest);
        if (line.empty())
            return reader.finish(message.size() - rest.size());
        if (ascii::is_blank(line.front()) && reader.has_field()) {
            reader.more(line);
            continue;
        }
        const auto bytes = name_bytes(line);
        const auto at = message.size() - before.size();
        if (bytes > 0) {
            reader.field(line.substr(0, bytes), line.substr(line.find(':') + 1));
            continue;
        }
        if (!reader.has_field())
            return reader.finish(at);
        if (!last_known)
            last_known = at + last_known_field(before);
        if (*last_known <= at)
            return reader.finish(at);
        reader.broken(line);
    }
    return reader.finish(message.size());
}

std::string decode_words(std::string_view value, std::string_view raw_charset)
{
    WordDecoder decoder(raw_charset);
    std::size_t literal = 0; // where what is not yet given to the decoder starts
    bool behind_word = false;
    for (std::size_t i = value.find("=?"); i < value.size(); i = value.find("=?", i)) {
        const auto word = word_at(value.substr(i));
        if (!word) {
            i += 2;
            continue;
        }
        // RFC 2047 6.2: blanks between two words are not shown.
        const auto between = value.substr(literal, i - literal);
        const bool joined = behind_word && ascii::trimmed(between).empty();
        if (!joined)
            decoder.literal(between);
        decoder.word(*word);
        i += word->bytes;
        literal = i;
        behind_word = true;
    }
    decoder.literal(value.substr(literal));
    return decoder.finish();
}

} // namespace mail
