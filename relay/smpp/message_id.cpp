#include "relay/smpp/message_id.h"
#include <algorithm>

namespace relay::smpp {

namespace {

std::string without_zeros(std::string_view id)
{
    const auto first = id.find_first_not_of('0');
    if (first == std::string_view::npos)
        return id.empty() ? std::string() : "0";
    return std::string(id.substr(first));
}

bool is_decimal(std::string_view id)
{
    return !id.empty() && id.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_hexadecimal(std::string_view id)
{
    return !id.empty() && id.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

std::string small(std::string id)
{
    std::transform(id.begin(), id.end(), id.begin(),
                   [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c; });
    return id;
}

/// Of any length, by division on paper.
std::string hexadecimal_of(std::string digits)
{
    std::string hex;
    while (!digits.empty()) {
        int rest = 0;
        for (char& digit : digits) {
            const int value = rest * 10 + (digit - '0');
            digit = static_cast<char>('0' + value / 16);
            rest = value % 16;
        }
        hex += "0123456789abcdef"[rest];
        digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
    }
    std::reverse(hex.begin(), hex.end());
    return hex;
}

std::string from_hexadecimal(std::string_view id)
{
    auto bare = without_zeros(id);
    return is_hexadecimal(id) ? small(std::move(bare)) : bare;
}

std::string from_decimal(std::string_view id)
{
    auto bare = without_zeros(id);
    return is_decimal(id) ? without_zeros(hexadecimal_of(std::move(bare))) : bare;
}

} // namespace

std::string response_id(std::string_view id, IdBase base)
{
    switch (base) {
    case IdBase::AsIs:
        return without_zeros(id);
    case IdBase::RespHexDlrDec:
        return from_hexadecimal(id);
    case IdBase::RespDecDlrHex:
        return from_decimal(id);
    }
    return std::string(id);
}

std::string receipt_id(std::string_view id, IdBase base)
{
    switch (base) {
    case IdBase::AsIs:
        return without_zeros(id);
    case IdBase::RespHexDlrDec:
        return from_decimal(id);
    case IdBase::RespDecDlrHex:
        return from_hexadecimal(id);
    }
    return std::string(id);
}

} // namespace relay::smpp
