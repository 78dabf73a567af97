#include "relay/smpp/segments.h"
#include "relay/smpp/alphabet.h"
#include "relay/smpp/octets.h"
#include <algorithm>

namespace relay::smpp {

namespace {

constexpr std::uint8_t coding_utf16 = 8;

struct Coded {
    bool is_gsm = false;
    std::string bytes;

    /// How many octets from `at` on may not be torn apart.
    std::size_t atom(std::size_t at) const
    {
        if (is_gsm)
            return bytes[at] == 0x1B ? 2 : 1;
        return (static_cast<unsigned char>(bytes[at]) & 0xFC) == 0xD8 ? 4 : 2;
    }
    std::size_t most_alone() const { return is_gsm ? 160 : 140; }
    std::size_t most_of_several(LongMessage how) const
    {
        const bool short_reference = how == LongMessage::Udh8 || how == LongMessage::Payload;
        if (is_gsm)
            return short_reference ? 153 : 152;
        return short_reference ? 134 : 132;
    }
};

Coded coded(std::u32string_view text, bool smart)
{
    if (auto gsm = to_gsm(text))
        return {true, std::move(*gsm)};
    if (smart)
        if (auto gsm = to_gsm(plain_punctuation(text)))
            return {true, std::move(*gsm)};
    return {false, to_utf16(text)};
}

std::vector<std::string> pieces(const Coded& text, LongMessage how)
{
    if (text.bytes.size() <= text.most_alone())
        return {text.bytes};
    const auto most = text.most_of_several(how);
    std::vector<std::string> cut(1);
    for (std::size_t at = 0; at < text.bytes.size();) {
        const auto atom = text.atom(at);
        if (cut.back().size() + atom > most)
            cut.emplace_back();
        cut.back().append(text.bytes, at, atom);
        at += atom;
    }
    return cut;
}

/// The longest beginning, with the mark, that fits.
std::u32string cut_visibly(const std::u32string& text, const TextRules& rules)
{
    constexpr std::u32string_view mark = U" (cut)";
    const auto with_mark = [&](std::size_t keep) {
        return text.substr(0, keep) + std::u32string(mark);
    };
    std::size_t fits = 0;
    std::size_t too_long = text.size();
    while (too_long - fits > 1) {
        const auto middle = fits + (too_long - fits) / 2;
        const auto parts =
            pieces(coded(with_mark(middle), rules.smart_encoding), rules.long_message).size();
        (parts <= static_cast<std::size_t>(rules.max_parts) ? fits : too_long) = middle;
    }
    return with_mark(fits);
}

std::string header_8(std::uint16_t reference, std::size_t total, std::size_t number)
{
    std::string header("\x05\x00\x03", 3);
    put_number(header, reference & 0xFF, 1);
    put_number(header, static_cast<std::uint32_t>(total), 1);
    put_number(header, static_cast<std::uint32_t>(number), 1);
    return header;
}

std::string header_16(std::uint16_t reference, std::size_t total, std::size_t number)
{
    std::string header("\x06\x08\x04", 3);
    put_number(header, reference, 2);
    put_number(header, static_cast<std::uint32_t>(total), 1);
    put_number(header, static_cast<std::uint32_t>(number), 1);
    return header;
}

Segment part(std::string text, LongMessage how, std::uint16_t reference, std::size_t total,
             std::size_t number)
{
    if (how == LongMessage::Udh8)
        return {header_8(reference, total, number) + text, true, {}};
    if (how == LongMessage::Udh16)
        return {header_16(reference, total, number) + text, true, {}};
    return {std::move(text),
            false,
            {tlv_u16(tag::sar_msg_ref_num, reference),
             tlv_u8(tag::sar_total_segments, static_cast<std::uint8_t>(total)),
             tlv_u8(tag::sar_segment_seqnum, static_cast<std::uint8_t>(number))}};
}

} // namespace

SegmentedText segment(std::string_view utf8, const TextRules& rules, std::uint16_t reference)
{
    SegmentedText made;
    const auto points = code_points(utf8);
    auto text = coded(points, rules.smart_encoding);
    auto cut = pieces(text, rules.long_message);
    if (cut.size() > static_cast<std::size_t>(std::clamp(rules.max_parts, 1, 255))) {
        made.is_cut = true;
        text = coded(cut_visibly(points, rules), rules.smart_encoding);
        cut = pieces(text, rules.long_message);
    }
    made.data_coding = text.is_gsm ? rules.gsm_data_coding : coding_utf16;
    if (cut.size() == 1) {
        made.segments.push_back({std::move(cut.front()), false, {}});
    } else if (rules.long_message == LongMessage::Payload) {
        made.segments.push_back({{}, false, {{tag::message_payload, text.bytes}}});
    } else {
        for (std::size_t i = 0; i < cut.size(); ++i)
            made.segments.push_back(
                part(std::move(cut[i]), rules.long_message, reference, cut.size(), i + 1));
    }
    return made;
}

} // namespace relay::smpp
