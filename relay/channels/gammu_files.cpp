#include "relay/channels/gammu_files.h"
#include "relay/channels/peer_text.h"
#include "relay/smpp/alphabet.h"
#include <algorithm>
#include <cstdlib>

namespace relay::channels {

namespace {

constexpr std::string_view little_endian = "\xff\xfe";
constexpr std::string_view big_endian = "\xfe\xff";

char letter_of(store::Priority priority)
{
    switch (priority) {
    case store::Priority::High:
        return 'A';
    case store::Priority::Normal:
        return 'M';
    case store::Priority::Low:
        return 'Z';
    }
    std::abort();
}

std::string swapped(std::string bytes)
{
    for (std::size_t at = 0; at + 1 < bytes.size(); at += 2)
        std::swap(bytes[at], bytes[at + 1]);
    return bytes;
}

} // namespace

std::string outbox_name(store::Priority priority, const std::string& phone, const std::string& name)
{
    // Date and time sort those of one priority; what sorts ours is the name, which rises.
    return std::string("OUT") + letter_of(priority) + "00000000_000000_00_" + phone + "_" + name +
           ".txt";
}

std::string outbox_content(std::string_view utf8)
{
    return std::string(big_endian) + smpp::to_utf16(smpp::code_points(utf8));
}

std::string inbox_text(std::string_view bytes)
{
    if (bytes.starts_with(big_endian))
        return smpp::utf8(smpp::from_utf16(bytes.substr(2)));
    if (bytes.starts_with(little_endian))
        return smpp::utf8(smpp::from_utf16(swapped(std::string(bytes.substr(2)))));
    return smpp::utf8(smpp::code_points(bytes));
}

std::vector<InboxText> texts_among(std::vector<std::string> files)
{
    std::ranges::sort(files);
    std::vector<InboxText> texts;
    for (const auto& file : files) {
        const auto end = file.rfind('_');
        const auto before = end == std::string::npos ? end : file.rfind('_', end - 1);
        const bool is_text = file.starts_with("IN") && file.ends_with(".txt") &&
                             before != std::string::npos && before > 2 && end > before + 1;
        if (!is_text)
            continue;
        const auto id = file.substr(0, end);
        if (texts.empty() || texts.back().id != id)
            texts.push_back({id, file.substr(before + 1, end - before - 1), {}});
        texts.back().files.push_back(file);
    }
    return texts;
}

} // namespace relay::channels
