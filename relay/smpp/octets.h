#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace relay::smpp {

/// Takes fields off the front of some bytes; once one is not there, every later one is not either.
class OctetReader {
public:
    explicit OctetReader(std::string_view bytes) : left_(bytes) {}

    std::uint32_t number(std::size_t octets)
    {
        std::uint32_t value = 0;
        for (const char c : bytes(octets))
            value = value << 8 | static_cast<unsigned char>(c);
        return value;
    }
    std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
    std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
    std::uint32_t u32() { return number(4); }

    std::string_view bytes(std::size_t count)
    {
        if (left_.size() < count)
            return fail();
        const auto taken = left_.substr(0, count);
        left_.remove_prefix(count);
        return taken;
    }

    /// A C-octet string of at most `most` octets with its NUL. SMPP 3.4 3.1
    std::string c_string(std::size_t most)
    {
        const auto end = left_.substr(0, most).find('\0');
        if (end == std::string_view::npos)
            return std::string(fail());
        const std::string text(left_.substr(0, end));
        left_.remove_prefix(end + 1);
        return text;
    }

    std::size_t left() const noexcept { return left_.size(); }
    std::string_view rest() const noexcept { return left_; }
    bool is_good() const noexcept { return is_good_; }

private:
    std::string_view fail()
    {
        is_good_ = false;
        left_ = {};
        return {};
    }

    std::string_view left_;
    bool is_good_ = true;
};

/// Appends `value` in network order.
inline void put_number(std::string& out, std::uint32_t value, std::size_t octets)
{
    for (std::size_t i = octets; i-- > 0;)
        out += static_cast<char>(value >> (8 * i) & 0xFF);
}

} // namespace relay::smpp
