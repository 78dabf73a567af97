#pragma once
#include <cstdint>
#include <string>

namespace relay::smpp {

/// command_status, SMPP 3.4 5.1.3: those that we give or act upon ourselves.
namespace status {
inline constexpr std::uint32_t ok = 0x00;
inline constexpr std::uint32_t invalid_command_length = 0x02;
inline constexpr std::uint32_t invalid_command_id = 0x03;
inline constexpr std::uint32_t wrong_bind_state = 0x04;
inline constexpr std::uint32_t already_bound = 0x05;
inline constexpr std::uint32_t system_error = 0x08;
inline constexpr std::uint32_t bind_failed = 0x0D;
inline constexpr std::uint32_t wrong_password = 0x0E;
inline constexpr std::uint32_t wrong_system_id = 0x0F;
inline constexpr std::uint32_t queue_full = 0x14;
inline constexpr std::uint32_t throttled = 0x58;
inline constexpr std::uint32_t invalid_optional_part = 0xC0;
} // namespace status

/// What a status that is not zero means for us. CHANNELS.md 2.3
enum class Fault {
    Throttled,     ///< too fast; slower the same goes through
    ProviderFault, ///< the message centre's own trouble, and all that we do not know
    Credentials,
    SenderConfig, ///< our own number or service
    BadRequest,   ///< it does not understand us
    BadAddress,   ///< there is no such phone
    Declined,     ///< it will not take this message
    Rebind,       ///< the session is not what we take it for
    Vendor        ///< 0x400 to 0x4FF: the vendor's own
};

/// `code` is not zero.
Fault fault_of(std::uint32_t code);

/// As the manuals of message centres write it: "0x0000000b".
std::string status_text(std::uint32_t code);

/// Does the same name and password make no sense any more?
constexpr bool ends_binding(std::uint32_t code)
{
    return code == status::wrong_password || code == status::wrong_system_id;
}

constexpr bool is_throttling(std::uint32_t code)
{
    return code == status::throttled || code == status::queue_full;
}

} // namespace relay::smpp
