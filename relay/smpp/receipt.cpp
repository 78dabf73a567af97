#include "relay/smpp/receipt.h"
#include "relay/smpp/concatenation.h"
#include "relay/smpp/octets.h"
#include <algorithm>
#include <array>
#include <utility>

namespace relay::smpp {

namespace {

// SMPP 3.4 5.2.12
constexpr std::uint8_t kind_mask = 0x3C;
constexpr std::uint8_t kind_receipt = 0x04;
constexpr std::uint8_t kind_intermediate = 0x20;

constexpr std::array keys{"id:",        "sub:",      "dlvrd:", "submit date:", "submitdate:",
                          "done date:", "donedate:", "stat:",  "err:",         "text:"};

constexpr std::string_view blanks = " \r\n";

std::string lower(std::string_view text)
{
    std::string small(text);
    std::transform(small.begin(), small.end(), small.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return small;
}

std::string upper(std::string_view text)
{
    std::string big(text);
    std::transform(big.begin(), big.end(), big.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return big;
}

/// Where `key` stands at the beginning of a word.
std::size_t find_key(const std::string& small, std::string_view key)
{
    auto at = small.find(key);
    while (at != std::string::npos && at > 0 && blanks.find(small[at - 1]) == blanks.npos)
        at = small.find(key, at + 1);
    return at;
}

bool begins_with_key(std::string_view small)
{
    return std::any_of(keys.begin(), keys.end(),
                       [&](std::string_view key) { return small.starts_with(key); });
}

/// One of the fields of appendix B, up to the next blank; empty: not there.
std::string field(const std::string& text, std::string_view key)
{
    const auto small = lower(text);
    const auto at = find_key(small, key);
    if (at == std::string::npos)
        return {};
    const auto start = std::min(small.find_first_not_of(' ', at + key.size()), small.size());
    if (begins_with_key(std::string_view(small).substr(start)))
        return {};
    return text.substr(start, std::min(small.find_first_of(blanks, start), small.size()) - start);
}

/// What may be shown of it: letters, digits and a little more, and not much.
std::string tame(const std::string& value)
{
    std::string shown;
    for (const char c : value.substr(0, 16))
        shown += (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                         c == '-' || c == '_' || c == '.'
                     ? c
                     : '?';
    return shown;
}

Progress progress_of_word(const std::string& word)
{
    constexpr std::array words{
        std::pair{"DELIV", Progress::Delivered}, std::pair{"EXPIR", Progress::Expired},
        std::pair{"DELET", Progress::Deleted},   std::pair{"UNDEL", Progress::Undeliverable},
        std::pair{"REJEC", Progress::Rejected},  std::pair{"SKIPP", Progress::Rejected},
        std::pair{"UNKNO", Progress::Unknown}};
    for (const auto& [start, progress] : words)
        if (word.starts_with(start))
            return progress;
    return Progress::Underway;
}

/// The word of a message_state. Empty: there is no such state. SMPP 3.4 5.2.28, SMPP 5.0 4.7.15
std::string word_of_state(const Tlv* state)
{
    constexpr std::array words{"SCHEDULED", "ENROUTE", "DELIVRD", "EXPIRED", "DELETED",
                               "UNDELIV",   "ACCEPTD", "UNKNOWN", "REJECTD", "SKIPPED"};
    if (state == nullptr || state->value.size() != 1)
        return {};
    const auto number = static_cast<unsigned char>(state->value[0]);
    return number < words.size() ? words[number] : "";
}

std::string network_error(const Tlv* error)
{
    if (error == nullptr || error->value.size() != 3)
        return {};
    OctetReader in(error->value);
    const auto network = in.u8();
    return "network " + std::to_string(network) + " error " + std::to_string(in.u16());
}

bool is_receipt(const ShortMessage& message)
{
    const auto kind = message.esm_class & kind_mask;
    return kind == kind_receipt || kind == kind_intermediate ||
           (find(message.tlvs, tag::receipted_message_id) != nullptr &&
            find(message.tlvs, tag::message_state) != nullptr);
}

std::string id_of(const ShortMessage& message, const std::string& text)
{
    const auto* given = find(message.tlvs, tag::receipted_message_id);
    if (given == nullptr || given->value.empty() || given->value[0] == '\0')
        return field(text, "id:");
    return given->value.substr(0, given->value.find('\0'));
}

} // namespace

std::optional<ReceiptNews> read_receipt(const ShortMessage& message)
{
    if (!is_receipt(message))
        return std::nullopt;
    auto text = content_of(message).bytes;
    if (message.data_coding == 8)
        text = utf8(from_utf16(text));
    text.resize(std::min(find_key(lower(text), "text:"), text.size()));
    auto word = word_of_state(find(message.tlvs, tag::message_state));
    if (word.empty())
        word = upper(field(text, "stat:"));
    ReceiptNews news;
    news.id = id_of(message, text);
    news.progress = progress_of_word(word);
    // SMPP 3.4 5.2.12: an intermediate notification is not the last word, unless it arrived.
    const bool is_last = (message.esm_class & kind_mask) != kind_intermediate;
    if (!is_last && news.progress != Progress::Delivered)
        news.progress = Progress::Underway;
    news.code = tame(word);
    const auto error = tame(field(text, "err:"));
    if (error.find_first_not_of('0') != std::string::npos)
        news.code += (news.code.empty() ? "" : " ") + error;
    news.detail = network_error(find(message.tlvs, tag::network_error_code));
    return news;
}

} // namespace relay::smpp
