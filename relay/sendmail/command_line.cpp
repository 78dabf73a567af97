#include "relay/sendmail/command_line.h"
#include <algorithm>
#include <charconv>
#include <string_view>

namespace relay::sendmail {
namespace {

/// Options that have a value, in the same word or in the next one.
constexpr std::string_view with_value = "BCDdFfhLNORrVXpM";

std::string_view value_behind(const std::vector<std::string>& words, std::size_t& at)
{
    const std::string_view word = words[at];
    if (word.size() > 2)
        return word.substr(2);
    return at + 1 < words.size() ? std::string_view(words[++at]) : std::string_view();
}

std::string raised(std::string_view text)
{
    std::string high(text);
    std::ranges::transform(high, high.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return high;
}

/// RFC 3461 4.1.
bool is_notify(std::string_view text)
{
    if (text == "NEVER")
        return true;
    for (;;) {
        const auto comma = text.find(',');
        const auto word = text.substr(0, comma);
        if (word != "SUCCESS" && word != "FAILURE" && word != "DELAY")
            return false;
        if (comma == std::string_view::npos)
            return true;
        text.remove_prefix(comma + 1);
    }
}

void take_value(char option, std::string_view value, Wish& wish)
{
    if (option == 'f' || option == 'r')
        wish.sender = value.empty() ? "<>" : std::string(value);
    else if (option == 'F')
        wish.full_name = value;
    else if (option == 'N')
        wish.notify = raised(value);
    else if (option == 'V')
        wish.envelope_id = value;
}

/// Several letters may stand in one word: "-ti".
void take_letters(std::string_view letters, Wish& wish)
{
    for (const char letter : letters) {
        wish.recipients_from_header = wish.recipients_from_header || letter == 't';
        wish.dot_ends = wish.dot_ends && letter != 'i';
    }
}

std::optional<std::chrono::seconds> seconds_of(std::string_view text)
{
    constexpr int most = 3600;
    int count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    const bool is_right = error == std::errc() && end == text.data() + text.size() && count >= 0;
    return is_right && count <= most ? std::optional(std::chrono::seconds(count)) : std::nullopt;
}

/// Empty: it is what we do anyway.
std::string refusal_of_mode(std::string_view word)
{
    if (word == "-bm")
        return {};
    if (word == "-bs")
        return "-bs is not spoken here: hand mails over on standard input, or speak SMTP to the "
               "server itself";
    return std::string(word) + " is about sendmail's own queue and aliases, which are not here";
}

} // namespace

tl::expected<Wish, std::string> parse_command_line(const std::vector<std::string>& words)
{
    Wish wish;
    bool only_recipients = false;
    for (std::size_t at = 0; at < words.size(); ++at) {
        const std::string_view word = words[at];
        if (only_recipients || word.size() < 2 || word.front() != '-') {
            wish.recipients.push_back(words[at]);
        } else if (word == "--") {
            only_recipients = true;
        } else if (word == "--help") {
            wish.is_asked_for_help = true;
        } else if (word == "--server" && at + 1 < words.size()) {
            wish.server = words[++at];
        } else if (word == "--wait" && at + 1 < words.size()) {
            const auto wait = seconds_of(words[++at]);
            if (!wait)
                return tl::unexpected<std::string>("--wait needs a number of seconds, up to 3600");
            wish.wait = *wait;
        } else if (word.starts_with("-b")) {
            if (auto refusal = refusal_of_mode(word); !refusal.empty())
                return tl::unexpected(std::move(refusal));
        } else if (word == "-oi" || word == "-oitrue") {
            wish.dot_ends = false;
        } else if (word.starts_with("-o") || word.starts_with("-q") || word.starts_with("-e")) {
            continue;
        } else if (with_value.find(word[1]) != std::string_view::npos) {
            take_value(word[1], value_behind(words, at), wish);
        } else {
            take_letters(word.substr(1), wish);
        }
    }
    if (wish.notify && !is_notify(*wish.notify))
        return tl::unexpected<std::string>(
            "-N is 'never', or of 'success', 'failure' and 'delay' those that "
            "are wanted, with commas between them");
    return wish;
}

} // namespace relay::sendmail
