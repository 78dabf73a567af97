#include "relay/smpp/concatenation.h"
#include "relay/smpp/octets.h"
#include <algorithm>

namespace relay::smpp {

namespace {

constexpr std::size_t most_texts = 1000;

bool is_sound(const PartOf& part)
{
    return part.total > 1 && part.number >= 1 && part.number <= part.total;
}

/// The concatenation that a user data header speaks of, if any. 3GPP TS 23.040 9.2.3.24
std::optional<PartOf> part_in(std::string_view header)
{
    OctetReader in(header);
    while (in.is_good() && in.left() > 0) {
        const auto kind = in.u8();
        const auto length = in.u8();
        OctetReader element(in.bytes(length));
        PartOf part;
        if (kind == 0x00 && length == 3)
            part.reference = element.u8();
        else if (kind == 0x08 && length == 4)
            part.reference = element.u16();
        else
            continue;
        part.total = element.u8();
        part.number = element.u8();
        if (element.is_good() && is_sound(part))
            return part;
    }
    return std::nullopt;
}

std::uint32_t value_of(const Tlv& tlv)
{
    OctetReader in(tlv.value);
    return in.number(std::min<std::size_t>(tlv.value.size(), 4));
}

std::optional<PartOf> sar_part(const Tlvs& tlvs)
{
    const auto* reference = find(tlvs, tag::sar_msg_ref_num);
    const auto* total = find(tlvs, tag::sar_total_segments);
    const auto* number = find(tlvs, tag::sar_segment_seqnum);
    if (reference == nullptr || total == nullptr || number == nullptr)
        return std::nullopt;
    const PartOf part{static_cast<std::uint16_t>(value_of(*reference)),
                      static_cast<int>(value_of(*total) & 0xFF),
                      static_cast<int>(value_of(*number) & 0xFF)};
    return is_sound(part) ? std::optional(part) : std::nullopt;
}

} // namespace

Content content_of(const ShortMessage& message)
{
    const auto* payload = find(message.tlvs, tag::message_payload);
    Content content;
    content.bytes = message.text.empty() && payload != nullptr ? payload->value : message.text;
    const auto sar = sar_part(message.tlvs);
    if (sar)
        content.part = *sar;
    // SMPP 3.4 5.2.12: bit 6 of esm_class
    if ((message.esm_class & 0x40) == 0 || content.bytes.empty())
        return content;
    const std::size_t length = static_cast<unsigned char>(content.bytes[0]);
    if (length + 1 > content.bytes.size())
        return content;
    if (const auto part = part_in(std::string_view(content.bytes).substr(1, length)))
        content.part = *part;
    content.bytes.erase(0, length + 1);
    return content;
}

bool Reassembly::Text::is_whole() const
{
    return std::all_of(parts.begin(), parts.end(),
                       [](const auto& part) { return part.has_value(); });
}

Reassembly::Key Reassembly::key_of(const ShortMessage& message, const PartOf& part)
{
    return {message.from.text, message.to.text, part.reference, part.total};
}

const Reassembly::Text* Reassembly::take(const ShortMessage& message, const Content& content,
                                         Moment now)
{
    const auto key = key_of(message, content.part);
    if (!waiting_.contains(key) && waiting_.size() >= most_texts) {
        const auto oldest =
            std::min_element(waiting_.begin(), waiting_.end(), [](const auto& a, const auto& b) {
                return a.second.since < b.second.since;
            });
        displaced_.push_back(std::move(oldest->second.text));
        waiting_.erase(oldest);
    }
    auto& [text, since] = waiting_.try_emplace(key).first->second;
    if (text.parts.empty()) {
        text = {message.from, message.to, {}};
        text.parts.resize(static_cast<std::size_t>(content.part.total));
        since = now;
    }
    text.parts[static_cast<std::size_t>(content.part.number - 1)] =
        Part{message.data_coding, content.bytes};
    return text.is_whole() ? &text : nullptr;
}

void Reassembly::forget(const ShortMessage& message, const PartOf& part)
{
    waiting_.erase(key_of(message, part));
}

std::vector<Reassembly::Text> Reassembly::given_up(Moment now)
{
    auto texts = std::move(displaced_);
    displaced_.clear();
    for (auto it = waiting_.begin(); it != waiting_.end();) {
        if (now - it->second.since < patience_) {
            ++it;
            continue;
        }
        texts.push_back(std::move(it->second.text));
        it = waiting_.erase(it);
    }
    return texts;
}

std::vector<Reassembly::Text> Reassembly::all()
{
    auto texts = std::move(displaced_);
    for (auto& [key, waiting] : waiting_)
        texts.push_back(std::move(waiting.text));
    displaced_.clear();
    waiting_.clear();
    return texts;
}

std::optional<std::string> text_of(const Reassembly::Text& text, DefaultAlphabet alphabet)
{
    std::u32string words;
    std::optional<Reassembly::Part> run; ///< neighbours in one coding: a pair may be torn apart
    const auto add_run = [&] {
        const auto decoded = run ? decode_text(run->data_coding, run->bytes, alphabet)
                                 : std::optional<std::u32string>(U"");
        run.reset();
        if (decoded)
            words += *decoded;
        return decoded.has_value();
    };
    for (const auto& part : text.parts) {
        const bool joins = run && part && run->data_coding == part->data_coding;
        if (!joins && !add_run())
            return std::nullopt;
        if (joins)
            run->bytes += part->bytes;
        else if (part)
            run = part;
        else
            words += U" ... ";
    }
    if (!add_run())
        return std::nullopt;
    return utf8(words);
}

} // namespace relay::smpp
