#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

/// Keys of the other side's telephone, as they come: RTP events and SIP INFO.
namespace relay::voice {

/// One packet of a telephone-event stream.
struct EventPacket {
    std::uint32_t timestamp = 0; ///< of RTP; the event's identity (RFC 4733 2.1)
    bool marker = false;
    std::string_view payload; ///< event, E R volume, duration: 4 bytes or more
};

/// Tells each key once, at its first packet; repeats and ends of it say nothing.
class EventKeys {
public:
    /// 0-9, *, # when this packet begins a key. Empty: it does not, or it is no packet of keys.
    std::optional<char> take(const EventPacket& packet);

private:
    bool has_begun_ = false;
    bool has_ended_ = false;
    std::uint32_t timestamp_ = 0;
    std::uint8_t event_ = 0;
};

/// The key in the body of a SIP INFO: "Signal=5" of application/dtmf-relay, or the key alone, as
/// application/dtmf has it. Empty: none.
std::optional<char> key_of_info(std::string_view body);

} // namespace relay::voice
