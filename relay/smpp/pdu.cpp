#include "relay/smpp/pdu.h"
#include "relay/smpp/octets.h"
#include "relay/smpp/status.h"
#include <algorithm>
#include <stdexcept>

namespace relay::smpp {

namespace {

// Message centres are known for ids longer than the 64 octets of SMPP 3.4 5.2.23.
constexpr std::size_t most_id = 256;

tl::unexpected<PduError> fail(std::uint32_t code, std::string detail)
{
    return tl::unexpected(PduError{code, std::move(detail)});
}

bool read_tlvs(OctetReader& in, Tlvs& tlvs)
{
    while (in.is_good() && in.left() > 0) {
        Tlv tlv;
        tlv.tag = in.u16();
        const auto length = in.u16();
        tlv.value = in.bytes(length);
        if (in.is_good())
            tlvs.push_back(std::move(tlv));
    }
    return in.is_good();
}

Address read_address(OctetReader& in, std::size_t most)
{
    Address address;
    address.ton = in.u8();
    address.npi = in.u8();
    address.text = in.c_string(most);
    return address;
}

Bind read_bind(OctetReader& in)
{
    Bind bind;
    bind.system_id = in.c_string(16);
    bind.password = in.c_string(9);
    bind.system_type = in.c_string(13);
    bind.interface_version = in.u8();
    bind.range = read_address(in, 41);
    return bind;
}

ShortMessage read_short_message(OctetReader& in)
{
    ShortMessage message;
    message.service_type = in.c_string(6);
    message.from = read_address(in, 21);
    message.to = read_address(in, 21);
    message.esm_class = in.u8();
    message.protocol_id = in.u8();
    message.priority = in.u8();
    message.schedule = in.c_string(17);
    message.validity = in.c_string(17);
    message.registered_delivery = in.u8();
    message.replace_if_present = in.u8();
    message.data_coding = in.u8();
    message.default_message = in.u8();
    const auto length = in.u8();
    message.text = in.bytes(length);
    return message;
}

// SMPP 3.4 4.7.1. Its addresses may have 64 octets.
ShortMessage read_data_message(OctetReader& in)
{
    ShortMessage message;
    message.service_type = in.c_string(6);
    message.from = read_address(in, 65);
    message.to = read_address(in, 65);
    message.esm_class = in.u8();
    message.registered_delivery = in.u8();
    message.data_coding = in.u8();
    return message;
}

tl::expected<Body, PduError> finished(OctetReader& in, Body body, Tlvs* tlvs)
{
    if (!in.is_good())
        return fail(status::invalid_command_length, "a field is longer than it may be, or missing");
    Tlvs unused;
    if (!read_tlvs(in, tlvs != nullptr ? *tlvs : unused))
        return fail(status::invalid_optional_part, "the optional parameters end inside of one");
    return body;
}

template <class T>
tl::expected<Body, PduError> with_tlvs(OctetReader& in, T body)
{
    Tlvs tlvs;
    auto done = finished(in, Nothing{}, &tlvs);
    if (!done)
        return done;
    body.tlvs = std::move(tlvs);
    return Body(std::move(body));
}

/// SMPP 3.4 4.4.2: no body where the status is not zero; message centres leave it out elsewhere
/// too.
template <class T>
tl::expected<Body, PduError> answer_body(OctetReader& in, std::uint32_t code, std::string T::*first,
                                         std::size_t most)
{
    if (in.left() == 0)
        return code == 0 ? Body(T{}) : Body(Nothing{});
    T answer;
    answer.*first = in.c_string(most);
    return with_tlvs(in, std::move(answer));
}

tl::expected<Body, PduError> read_body(const Header& header, std::string_view bytes)
{
    OctetReader in(bytes);
    switch (header.command) {
    case Command::BindReceiver:
    case Command::BindTransmitter:
    case Command::BindTransceiver: {
        auto bind = read_bind(in);
        return finished(in, std::move(bind), nullptr);
    }
    case Command::BindReceiverResp:
    case Command::BindTransmitterResp:
    case Command::BindTransceiverResp:
        return answer_body(in, header.status, &BindAnswer::system_id, most_id);
    case Command::SubmitSm:
    case Command::DeliverSm:
        return with_tlvs(in, read_short_message(in));
    case Command::DataSm:
        return with_tlvs(in, read_data_message(in));
    case Command::SubmitSmResp:
    case Command::DeliverSmResp:
    case Command::DataSmResp:
        return answer_body(in, header.status, &MessageAnswer::message_id, most_id);
    case Command::Unbind:
    case Command::UnbindResp:
    case Command::EnquireLink:
    case Command::EnquireLinkResp:
    case Command::GenericNack:
        return Body(Nothing{});
    }
    return Body(Unknown{});
}

void put_string(std::string& out, const std::string& text, std::size_t most)
{
    if (text.size() >= most || text.find('\0') != std::string::npos)
        throw std::length_error("an SMPP field of " + std::to_string(most) + " octets");
    out += text;
    out += '\0';
}

void put_address(std::string& out, const Address& address, std::size_t most)
{
    put_number(out, address.ton, 1);
    put_number(out, address.npi, 1);
    put_string(out, address.text, most);
}

void put_tlvs(std::string& out, const Tlvs& tlvs)
{
    for (const auto& tlv : tlvs) {
        if (tlv.value.size() > 0xFFFF)
            throw std::length_error("an SMPP parameter of 65535 octets");
        put_number(out, tlv.tag, 2);
        put_number(out, static_cast<std::uint32_t>(tlv.value.size()), 2);
        out += tlv.value;
    }
}

void put_data_message(std::string& out, const ShortMessage& message)
{
    put_string(out, message.service_type, 6);
    put_address(out, message.from, 65);
    put_address(out, message.to, 65);
    put_number(out, message.esm_class, 1);
    put_number(out, message.registered_delivery, 1);
    put_number(out, message.data_coding, 1);
    put_tlvs(out, message.tlvs);
}

struct BodyWriter {
    std::string& out;
    Command command;

    void operator()(const Nothing&) const {}
    void operator()(const Unknown&) const {}
    void operator()(const Bind& bind) const
    {
        put_string(out, bind.system_id, 16);
        put_string(out, bind.password, 9);
        put_string(out, bind.system_type, 13);
        put_number(out, bind.interface_version, 1);
        put_address(out, bind.range, 41);
    }
    void operator()(const BindAnswer& answer) const
    {
        put_string(out, answer.system_id, most_id);
        put_tlvs(out, answer.tlvs);
    }
    void operator()(const ShortMessage& message) const
    {
        if (command == Command::DataSm)
            return put_data_message(out, message);
        if (message.text.size() > 254)
            throw std::length_error("an SMPP short message of 254 octets");
        put_string(out, message.service_type, 6);
        put_address(out, message.from, 21);
        put_address(out, message.to, 21);
        for (const auto value : {message.esm_class, message.protocol_id, message.priority})
            put_number(out, value, 1);
        put_string(out, message.schedule, 17);
        put_string(out, message.validity, 17);
        for (const auto value : {message.registered_delivery, message.replace_if_present,
                                 message.data_coding, message.default_message})
            put_number(out, value, 1);
        put_number(out, static_cast<std::uint32_t>(message.text.size()), 1);
        out += message.text;
        put_tlvs(out, message.tlvs);
    }
    void operator()(const MessageAnswer& answer) const
    {
        put_string(out, answer.message_id, most_id);
        put_tlvs(out, answer.tlvs);
    }
};

} // namespace

const Tlv* find(const Tlvs& tlvs, std::uint16_t tag)
{
    const auto found =
        std::find_if(tlvs.begin(), tlvs.end(), [&](const Tlv& tlv) { return tlv.tag == tag; });
    return found == tlvs.end() ? nullptr : &*found;
}

Tlv tlv_u8(std::uint16_t tag, std::uint8_t value)
{
    Tlv tlv{tag, {}};
    put_number(tlv.value, value, 1);
    return tlv;
}

Tlv tlv_u16(std::uint16_t tag, std::uint16_t value)
{
    Tlv tlv{tag, {}};
    put_number(tlv.value, value, 2);
    return tlv;
}

Header read_header(std::string_view bytes)
{
    OctetReader in(bytes);
    Header header;
    header.length = in.u32();
    header.command = Command{in.u32()};
    header.status = in.u32();
    header.sequence = in.u32();
    return header;
}

tl::expected<Pdu, PduError> decode(std::string_view bytes)
{
    if (bytes.size() < header_bytes)
        return fail(status::invalid_command_length, "shorter than a header");
    const auto header = read_header(bytes);
    if (header.length != bytes.size() || bytes.size() > max_pdu_bytes)
        return fail(status::invalid_command_length, "its length is not what its header says");
    auto body = read_body(header, bytes.substr(header_bytes));
    if (!body)
        return tl::unexpected(std::move(body.error()));
    return Pdu{header.command, header.status, header.sequence, std::move(*body)};
}

std::string encode(const Pdu& pdu)
{
    std::string body;
    std::visit(BodyWriter{body, pdu.command}, pdu.body);
    std::string out;
    put_number(out, static_cast<std::uint32_t>(header_bytes + body.size()), 4);
    put_number(out, static_cast<std::uint32_t>(pdu.command), 4);
    put_number(out, pdu.status, 4);
    put_number(out, pdu.sequence, 4);
    return out + body;
}

tl::expected<std::string, PduError> PduStream::next()
{
    if (kept_.size() < 4)
        return std::string();
    const auto length = OctetReader(kept_).u32();
    if (length < header_bytes || length > max_pdu_bytes)
        return fail(status::invalid_command_length, "a length that no PDU has");
    if (kept_.size() < length)
        return std::string();
    auto bytes = kept_.substr(0, length);
    kept_.erase(0, length);
    return bytes;
}

} // namespace relay::smpp
