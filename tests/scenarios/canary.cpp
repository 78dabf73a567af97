#include "tests/scenarios/canary.h"
#include "relay/push/base64url.h"
#include "tests/scenarios/installation.h"
#include <algorithm>
#include <cctype>

namespace tests {
namespace {

std::string lower(std::string text)
{
    std::ranges::transform(text, text.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

std::string hexadecimal(const std::string& text)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    for (const unsigned char c : text)
        hex += {digits[c >> 4U], digits[c & 15U]};
    return hex;
}

/// Zeros between the characters: what UTF-16 of both orders has in common.
std::string spaced(const std::string& text)
{
    std::string wide;
    for (const char c : text)
        wide += (wide.empty() ? std::string() : std::string(1, '\0')) + c;
    return wide;
}

/// Base64 of a text with `before` bytes before it, without the characters that depend on others.
std::string base64(const std::string& text, std::size_t before)
{
    auto all = relay::push::base64url(std::string(before, 'x') + text);
    std::ranges::replace(all, '-', '+');
    std::ranges::replace(all, '_', '/');
    const auto first = (before * 8 + 5) / 6;
    const auto end = (before + text.size()) * 8 / 6;
    return all.substr(first, end - first);
}

/// Septets packed into octets from bit `shift` on, without the octets that depend on others.
std::string septets(const std::string& text, std::size_t shift)
{
    std::string packed(text.size() * 7 / 8 + 2, '\0');
    for (std::size_t bit = 0; bit < text.size() * 7; ++bit) {
        const unsigned value = static_cast<unsigned char>(text[bit / 7]) >> bit % 7 & 1U;
        const auto at = bit + shift;
        packed[at / 8] = static_cast<char>(packed[at / 8] | static_cast<char>(value << at % 8));
    }
    const std::size_t first = shift == 0 ? 0 : 1;
    return packed.substr(first, (text.size() * 7 + shift) / 8 - first);
}

std::string without_line_ends(const std::string& bytes)
{
    std::string joined;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const bool is_soft = bytes[i] == '=' && i + 1 < bytes.size() &&
                             (bytes[i + 1] == '\r' || bytes[i + 1] == '\n');
        if (!is_soft && bytes[i] != '\r' && bytes[i] != '\n')
            joined += bytes[i];
    }
    return joined;
}

} // namespace

std::vector<std::string> forms_of(const std::string& text)
{
    std::vector<std::string> forms{lower(text), hexadecimal(text), spaced(text)};
    for (const auto& wide : {spaced(text), std::string(1, '\0') + spaced(text)}) {
        forms.push_back(hexadecimal(wide));
        for (std::size_t before = 0; before < 3; ++before)
            forms.push_back(base64(wide, before));
    }
    for (std::size_t before = 0; before < 3; ++before)
        forms.push_back(base64(text, before));
    for (std::size_t shift = 0; shift < 8; ++shift) {
        forms.push_back(septets(text, shift));
        forms.push_back(hexadecimal(septets(text, shift)));
    }
    return forms;
}

bool has_canary(const std::string& bytes)
{
    static const auto forms = forms_of(canary);
    const auto joined = without_line_ends(bytes);
    const auto small = lower(joined);
    return std::ranges::any_of(forms, [&](const auto& form) {
        return bytes.find(form) != std::string::npos || joined.find(form) != std::string::npos ||
               small.find(form) != std::string::npos;
    });
}

std::size_t count_canaries(const std::vector<std::string>& texts)
{
    return static_cast<std::size_t>(std::ranges::count_if(texts, has_canary));
}

std::vector<std::string> files_with_canary(const std::filesystem::path& folder)
{
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.is_regular_file() && has_canary(read_file(entry.path())))
            found.push_back(entry.path().string());
    return found;
}

} // namespace tests
