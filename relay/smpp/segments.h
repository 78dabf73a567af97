#pragma once
#include "relay/smpp/pdu.h"
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace relay::smpp {

/// How the parts of a long text say that they belong together.
enum class LongMessage {
    Udh8,   ///< a user data header with a reference of 8 bits (3GPP TS 23.040 9.2.3.24.1)
    Udh16,  ///< of 16 bits (9.2.3.24.8)
    Sar,    ///< parameters; the message centre writes the header (SMPP 3.4 5.3.2.22 to 24)
    Payload ///< one message_payload, which the message centre cuts (SMPP 3.4 5.3.2.32)
};

struct TextRules {
    std::uint8_t gsm_data_coding = 0; ///< data_coding of a text in GSM 03.38
    LongMessage long_message = LongMessage::Udh8;
    bool smart_encoding = false; ///< plain_punctuation(), where it saves us UCS-2
    int max_parts = 10;          ///< 1 to 255; a longer text is cut and says so
    bool operator==(const TextRules&) const = default;
};

/// What goes into one submit_sm.
struct Segment {
    std::string text;        ///< short_message
    bool has_header = false; ///< it begins with a user data header: esm_class 0x40
    Tlvs tlvs;
    bool operator==(const Segment&) const = default;
};

struct SegmentedText {
    std::uint8_t data_coding = 0;
    std::vector<Segment> segments; ///< never empty
    bool is_cut = false;
};

/// A text in as few parts as hold it: 160 characters of GSM 03.38 (153 per part of several) or 70
/// units of UTF-16 (67); 152 and 66 where the reference has 16 bits. Neither an escape pair nor a
/// surrogate pair is ever split. `reference` should differ from those of other recent texts.
SegmentedText segment(std::string_view utf8, const TextRules& rules, std::uint16_t reference);

} // namespace relay::smpp
