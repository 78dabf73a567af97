#include "relay/voice/telephone_keys.h"

namespace relay::voice {

namespace {

constexpr std::string_view keys = "0123456789*#"; // RFC 4733 3.2, events 0 to 11

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n";
    const auto begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

std::optional<char> single_key(std::string_view text)
{
    if (text.size() == 1 && keys.find(text[0]) != std::string_view::npos)
        return text[0];
    if (text == "10")
        return '*';
    if (text == "11")
        return '#';
    return std::nullopt;
}

bool is_signal(std::string_view line)
{
    constexpr std::string_view word = "signal";
    if (line.size() < word.size())
        return false;
    for (std::size_t i = 0; i < word.size(); ++i)
        if ((line[i] | 0x20) != word[i])
            return false;
    return true;
}

} // namespace

std::optional<char> EventKeys::take(const EventPacket& packet)
{
    constexpr std::size_t least_bytes = 4;
    constexpr unsigned char end_bit = 0x80;
    if (packet.payload.size() < least_bytes)
        return std::nullopt;
    const auto event = static_cast<std::uint8_t>(packet.payload[0]);
    const bool is_end = (static_cast<unsigned char>(packet.payload[1]) & end_bit) != 0;
    if (event >= keys.size())
        return std::nullopt;
    const bool is_same = has_begun_ && packet.timestamp == timestamp_ && event == event_;
    // quirk: sipp replays a recorded key with the timestamp that it had the first time.
    const bool is_replayed = is_same && has_ended_ && packet.marker && !is_end;
    if (is_same && !is_replayed) {
        has_ended_ = has_ended_ || is_end;
        return std::nullopt;
    }
    // A late repeat of an earlier key is older; timestamps wrap (RFC 3550 5.1).
    const bool is_older = has_begun_ && !packet.marker && packet.timestamp != timestamp_ &&
                          static_cast<std::int32_t>(packet.timestamp - timestamp_) < 0 && is_end;
    if (is_older)
        return std::nullopt;
    has_begun_ = true;
    has_ended_ = is_end;
    timestamp_ = packet.timestamp;
    event_ = event;
    return keys[event];
}

std::optional<char> key_of_info(std::string_view body)
{
    if (const auto key = single_key(trimmed(body)))
        return key;
    while (!body.empty()) {
        const auto end = body.find('\n');
        const auto line = trimmed(body.substr(0, end));
        const auto equals = line.find('=');
        if (is_signal(line) && equals != std::string_view::npos)
            return single_key(trimmed(line.substr(equals + 1)));
        if (end == std::string_view::npos)
            break;
        body.remove_prefix(end + 1);
    }
    return std::nullopt;
}

} // namespace relay::voice
