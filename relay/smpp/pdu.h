#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <variant>
#include <vector>

// SMPP 3.4 on the wire: protocol data units as values, and back. No socket, no time.

namespace relay::smpp {

// SMPP 3.4 5.1.2.1
enum class Command : std::uint32_t {
    BindReceiver = 0x01,
    BindTransmitter = 0x02,
    SubmitSm = 0x04,
    DeliverSm = 0x05,
    Unbind = 0x06,
    BindTransceiver = 0x09,
    EnquireLink = 0x15,
    DataSm = 0x103,
    GenericNack = 0x80000000,
    BindReceiverResp = 0x80000001,
    BindTransmitterResp = 0x80000002,
    SubmitSmResp = 0x80000004,
    DeliverSmResp = 0x80000005,
    UnbindResp = 0x80000006,
    BindTransceiverResp = 0x80000009,
    EnquireLinkResp = 0x80000015,
    DataSmResp = 0x80000103
};

constexpr bool is_response(Command command)
{
    return (static_cast<std::uint32_t>(command) & 0x80000000U) != 0;
}
/// The command that answers `request`.
constexpr Command response_to(Command request)
{
    return Command{static_cast<std::uint32_t>(request) | 0x80000000U};
}

/// SMPP 3.4 5.3.2, the tags that we write or read.
namespace tag {
inline constexpr std::uint16_t receipted_message_id = 0x001E;
inline constexpr std::uint16_t user_message_reference = 0x0204;
inline constexpr std::uint16_t sar_msg_ref_num = 0x020C;
inline constexpr std::uint16_t sar_total_segments = 0x020E;
inline constexpr std::uint16_t sar_segment_seqnum = 0x020F;
inline constexpr std::uint16_t network_error_code = 0x0423;
inline constexpr std::uint16_t message_payload = 0x0424;
inline constexpr std::uint16_t message_state = 0x0427;
} // namespace tag

struct Tlv {
    std::uint16_t tag = 0;
    std::string value;
    bool operator==(const Tlv&) const = default;
};
using Tlvs = std::vector<Tlv>;

/// The first of this tag; null: there is none.
const Tlv* find(const Tlvs& tlvs, std::uint16_t tag);
Tlv tlv_u8(std::uint16_t tag, std::uint8_t value);
Tlv tlv_u16(std::uint16_t tag, std::uint16_t value);

/// Type of number and numbering plan, SMPP 3.4 5.2.5 and 5.2.6.
struct Address {
    std::uint8_t ton = 0;
    std::uint8_t npi = 0;
    std::string text; ///< up to 20 bytes
    bool operator==(const Address&) const = default;
};

/// bind_transmitter, bind_receiver, bind_transceiver. SMPP 3.4 4.1
struct Bind {
    std::string system_id;   ///< up to 15 bytes
    std::string password;    ///< up to 8 bytes
    std::string system_type; ///< up to 12 bytes
    std::uint8_t interface_version = 0x34;
    Address range; ///< text up to 40 bytes
    bool operator==(const Bind&) const = default;
};

struct BindAnswer {
    std::string system_id; ///< the message centre's
    Tlvs tlvs;
    bool operator==(const BindAnswer&) const = default;
};

/// submit_sm and deliver_sm, and what data_sm has of it. SMPP 3.4 4.4, 4.6, 4.7
struct ShortMessage {
    std::string service_type; ///< up to 5 bytes
    Address from;
    Address to;
    std::uint8_t esm_class = 0;
    std::uint8_t protocol_id = 0;
    std::uint8_t priority = 0;
    std::string schedule; ///< empty or 16 bytes
    std::string validity; ///< empty or 16 bytes, SMPP 3.4 7.1.1
    std::uint8_t registered_delivery = 0;
    std::uint8_t replace_if_present = 0;
    std::uint8_t data_coding = 0;
    std::uint8_t default_message = 0;
    std::string text; ///< up to 254 bytes, with its user data header
    Tlvs tlvs;
    bool operator==(const ShortMessage&) const = default;
};

struct MessageAnswer {
    std::string message_id; ///< empty in deliver_sm_resp
    Tlvs tlvs;
    bool operator==(const MessageAnswer&) const = default;
};

/// unbind, enquire_link, generic_nack and their answers; and an answer that failed, which may come
/// without its body.
struct Nothing {
    bool operator==(const Nothing&) const = default;
};

/// A command that we have no use for, such as alert_notification.
struct Unknown {
    bool operator==(const Unknown&) const = default;
};

using Body = std::variant<Nothing, Bind, BindAnswer, ShortMessage, MessageAnswer, Unknown>;

struct Pdu {
    Command command = Command::GenericNack;
    std::uint32_t status = 0;
    std::uint32_t sequence = 0; ///< 1 to 0x7FFFFFFF
    Body body;
    bool operator==(const Pdu&) const = default;
};

inline constexpr std::size_t header_bytes = 16;
/// Longest that we read: a message_payload of 64 KiB and all else.
inline constexpr std::size_t max_pdu_bytes = 70'000;

/// What is wrong with bytes that should be a PDU. The header is good where it could be read.
struct PduError {
    std::uint32_t status = 0; ///< the command_status to answer with
    std::string detail;       ///< a sentence without any of the bytes
    bool operator==(const PduError&) const = default;
};

struct Header {
    std::uint32_t length = 0;
    Command command = Command::GenericNack;
    std::uint32_t status = 0;
    std::uint32_t sequence = 0;
    bool operator==(const Header&) const = default;
};

/// `bytes` holds at least header_bytes.
Header read_header(std::string_view bytes);

/// One whole PDU. Every length is checked against what is there and against the standard.
tl::expected<Pdu, PduError> decode(std::string_view bytes);

/// The bytes. Throws std::length_error for a field that is longer than the standard allows: whoever
/// builds a Pdu has checked them.
std::string encode(const Pdu& pdu);

/// Cuts a stream into PDUs.
class PduStream {
public:
    void take(std::string_view bytes) { kept_ += bytes; }
    /// The next whole PDU's bytes; empty: more must come. The error: a length that no PDU has,
    /// after which nothing of the stream can be trusted.
    tl::expected<std::string, PduError> next();

private:
    std::string kept_;
};

} // namespace relay::smpp
