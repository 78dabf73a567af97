#include "mail/imap.h"

#include "mail/detail/ascii.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace mail {
namespace {

std::optional<std::uint64_t> number(std::string_view text)
{
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc() && end == text.data() + text.size() && !text.empty();
    return whole ? std::optional(value) : std::nullopt;
}

/// The size of the literal that a line ends in; empty: it ends in none.
std::optional<std::uint64_t> literal_at_end(std::string_view line)
{
    if (!line.ends_with('}'))
        return std::nullopt;
    const auto begin = line.rfind('{');
    return begin == std::string_view::npos
               ? std::nullopt
               : number(line.substr(begin + 1, line.size() - begin - 2));
}

/// "* 7 FETCH (UID 12 ...": the words without the brackets at their ends.
std::vector<std::string_view> words_of(std::string_view text)
{
    std::vector<std::string_view> words;
    while (!text.empty()) {
        auto word = ascii::cut_before(text, ' ');
        while (word.starts_with('('))
            word.remove_prefix(1);
        while (word.ends_with(')'))
            word.remove_suffix(1);
        if (!word.empty())
            words.push_back(word);
    }
    return words;
}

/// The number behind a word.
std::optional<std::uint64_t> number_behind(std::string_view text, std::string_view word)
{
    const auto words = words_of(text);
    for (std::size_t at = 0; at + 1 < words.size(); ++at) {
        if (ascii::same(words[at], word))
            return number(words[at + 1]);
    }
    return std::nullopt;
}

bool is_fetch_of(const ImapLine& line, std::uint32_t uid)
{
    const auto words = words_of(line.text);
    return words.size() > 1 && ascii::same(words[1], "FETCH") &&
           number_behind(line.text, "UID") == uid;
}

} // namespace

void ImapReader::take(std::string_view bytes)
{
    input_ += bytes;
    while (auto line = next_line())
        keep(std::move(*line));
    is_broken_ = is_broken_ || input_.size() > most_bytes_;
}

/// A line with its literals, once all of it is there.
std::optional<ImapLine> ImapReader::next_line()
{
    ImapLine line;
    std::size_t at = 0;
    for (;;) {
        const auto end = input_.find("\r\n", at);
        if (end == std::string::npos)
            return std::nullopt;
        const auto piece = std::string_view(input_).substr(at, end - at);
        const auto size = literal_at_end(piece);
        if (size && *size > most_bytes_)
            is_broken_ = true;
        if (!size || is_broken_) {
            line.text += piece;
            input_.erase(0, end + 2);
            return line;
        }
        if (input_.size() < end + 2 + *size)
            return std::nullopt;
        line.text += std::string(piece.substr(0, piece.rfind('{'))) + "{}";
        line.literals.push_back(input_.substr(end + 2, *size));
        at = end + 2 + *size;
    }
}

void ImapReader::keep(ImapLine line)
{
    if (line.text.starts_with("* ")) {
        line.text.erase(0, 2);
        is_broken_ = is_broken_ || ascii::starts_with(line.text, "BYE");
        const auto words = words_of(line.text);
        heard_of_mail_ = heard_of_mail_ || (words.size() == 2 && ascii::same(words[1], "EXISTS"));
        untagged_.push_back(std::move(line));
    } else if (line.text.starts_with('+')) {
        has_continuation_ = true;
    } else if (!line.text.empty()) {
        tagged_.push_back(std::move(line));
    }
}

std::optional<ImapReply> ImapReader::reply_to(std::string_view tag)
{
    const auto found = std::ranges::find_if(tagged_, [&](const ImapLine& line) {
        return line.text.starts_with(std::string(tag) + " ");
    });
    if (found == tagged_.end())
        return std::nullopt;
    ImapReply reply;
    reply.text = found->text.substr(tag.size() + 1);
    reply.is_ok = ascii::same(words_of(reply.text).empty() ? "" : words_of(reply.text)[0], "OK");
    reply.untagged = std::move(untagged_);
    untagged_.clear();
    tagged_.clear();
    return reply;
}

bool ImapReader::takes_continuation()
{
    return std::exchange(has_continuation_, false);
}

std::optional<ImapFolder> imap_folder(const ImapReply& reply)
{
    for (const auto& line : reply.untagged) {
        const auto at = line.text.find("[UIDVALIDITY ");
        if (at == std::string::npos)
            continue;
        const auto rest = std::string_view(line.text).substr(at + 13);
        const auto value = number(rest.substr(0, rest.find(']')));
        if (value && *value <= UINT32_MAX)
            return ImapFolder{static_cast<std::uint32_t>(*value)};
    }
    return std::nullopt;
}

std::vector<std::uint32_t> imap_uids(const ImapReply& reply)
{
    std::vector<std::uint32_t> uids;
    for (const auto& line : reply.untagged) {
        const auto words = words_of(line.text);
        if (words.empty() || !ascii::same(words[0], "SEARCH"))
            continue;
        for (std::size_t at = 1; at < words.size(); ++at) {
            if (const auto uid = number(words[at]); uid && *uid > 0 && *uid <= UINT32_MAX)
                uids.push_back(static_cast<std::uint32_t>(*uid));
        }
    }
    std::ranges::sort(uids);
    return uids;
}

std::optional<std::string> imap_message(const ImapReply& reply, std::uint32_t uid)
{
    for (const auto& line : reply.untagged) {
        if (is_fetch_of(line, uid) && !line.literals.empty())
            return line.literals.front();
    }
    return std::nullopt;
}

std::optional<std::size_t> imap_size(const ImapReply& reply, std::uint32_t uid)
{
    for (const auto& line : reply.untagged) {
        if (is_fetch_of(line, uid))
            return number_behind(line.text, "RFC822.SIZE");
    }
    return std::nullopt;
}

bool imap_offers(const ImapReply& reply, std::string_view capability)
{
    return std::ranges::any_of(reply.untagged, [&](const ImapLine& line) {
        const auto words = words_of(line.text);
        return !words.empty() && ascii::same(words[0], "CAPABILITY") &&
               std::ranges::any_of(
                   words, [&](std::string_view word) { return ascii::same(word, capability); });
    });
}

std::optional<std::string> imap_quoted(std::string_view text)
{
    std::string quoted = "\"";
    for (const char c : text) {
        if (ascii::is_control(c) || ascii::is_8bit(c))
            return std::nullopt;
        if (c == '"' || c == '\\')
            quoted += '\\';
        quoted += c;
    }
    return quoted + '"';
}

} // namespace mail
