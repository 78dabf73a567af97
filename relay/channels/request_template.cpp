#include "relay/channels/request_template.h"
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/NumberParser.h>
#include <algorithm>
#include <cstdlib>
#include <sstream>

namespace relay::channels {

namespace {

std::string digits_of(const std::string& text)
{
    std::string digits;
    for (const char c : text)
        if (c >= '0' && c <= '9')
            digits += c;
    return digits;
}

std::string looked_up(const std::map<std::string, std::string>& map, const std::string& name)
{
    const auto found = map.find(name);
    return found == map.end() ? std::string() : found->second;
}

std::string written(std::optional<std::int64_t> number)
{
    return number ? std::to_string(*number) : std::string();
}

std::string value_of(const Piece& piece, const SlotValues& values)
{
    switch (piece.slot) {
    case Slot::Words:
        return piece.text;
    case Slot::Base:
        return values.base;
    case Slot::To:
        return values.to;
    case Slot::ToDigits:
        return digits_of(values.to);
    case Slot::From:
        return values.from;
    case Slot::Text:
        return values.text;
    case Slot::Delivery:
        return values.delivery;
    case Slot::AttemptId:
        return values.attempt_id;
    case Slot::Callback:
        return values.callback;
    case Slot::Reference:
        return values.reference;
    case Slot::Since:
        return values.since;
    case Slot::Call:
        return values.call;
    case Slot::RingS:
        return values.ring_s;
    case Slot::ValidityS:
        return written(values.validity);
    case Slot::ValidityMin:
        return values.validity ? written(std::max<std::int64_t>(*values.validity / 60, 1)) : "";
    case Slot::ValidityMs:
        return values.validity ? written(*values.validity * 1000) : "";
    case Slot::Secret:
        return looked_up(values.secrets, piece.text);
    case Slot::Param:
        return looked_up(values.params, piece.text);
    }
    std::abort(); // a value that is no enumerator
}

/// Empty: one of the placeholders has no value.
std::optional<std::string> filled(const Template& pieces, const SlotValues& values)
{
    std::string whole;
    for (const auto& piece : pieces) {
        const auto value = value_of(piece, values);
        if (value.empty())
            return std::nullopt;
        whole += value;
    }
    return whole;
}

std::string filled_url(const Template& pieces, const SlotValues& values)
{
    std::string url;
    for (const auto& piece : pieces) {
        const auto value = value_of(piece, values);
        const bool verbatim = piece.slot == Slot::Words || piece.slot == Slot::Base;
        url += verbatim ? value : percent_encoded(value);
    }
    return url;
}

/// The fields of a query or form, which the reader has checked to be flat.
std::string pairs(const Field& fields, const SlotValues& values)
{
    std::string text;
    for (const auto& [name, field] : fields.members) {
        const auto value = filled(field.text, values);
        if (!value)
            continue;
        text += text.empty() ? "" : "&";
        text += percent_encoded(name) + "=" + percent_encoded(*value);
    }
    return text;
}

Poco::Dynamic::Var plain_json(const std::string& text)
{
    if (text == "true" || text == "false")
        return text == "true";
    Poco::Int64 whole = 0;
    if (Poco::NumberParser::tryParse64(text, whole))
        return whole;
    double broken = 0;
    if (Poco::NumberParser::tryParseFloat(text, broken))
        return broken;
    return {}; // null
}

/// Empty: the field is left out.
std::optional<Poco::Dynamic::Var> json_of(const Field& field, const SlotValues& values)
{
    switch (field.kind) {
    case Field::Kind::Text: {
        const auto text = filled(field.text, values);
        return text ? std::optional(Poco::Dynamic::Var(*text)) : std::nullopt;
    }
    case Field::Kind::Plain:
        return plain_json(field.plain);
    case Field::Kind::Object: {
        Poco::JSON::Object object(Poco::JSON_PRESERVE_KEY_ORDER);
        for (const auto& [name, member] : field.members)
            if (const auto value = json_of(member, values))
                object.set(name, *value);
        return Poco::Dynamic::Var(object);
    }
    case Field::Kind::List: {
        Poco::JSON::Array list;
        for (const auto& [name, member] : field.members)
            if (const auto value = json_of(member, values))
                list.add(*value);
        return Poco::Dynamic::Var(list);
    }
    }
    std::abort(); // a value that is no enumerator
}

std::string json_text(const Field& fields, const SlotValues& values)
{
    std::ostringstream out;
    json_of(fields, values)->extract<Poco::JSON::Object>().stringify(out);
    return out.str();
}

void add_fields(HttpRequest& request, const RequestTemplate& from, const SlotValues& values)
{
    switch (from.type) {
    case BodyType::Query: {
        const auto query = pairs(from.fields, values);
        const bool has_query = request.url.find('?') != std::string::npos;
        if (!query.empty())
            request.url += (has_query ? "&" : "?") + query;
        return;
    }
    case BodyType::Form:
        request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
        request.body = pairs(from.fields, values);
        return;
    case BodyType::Json:
        request.headers.emplace_back("Content-Type", "application/json");
        request.body = json_text(from.fields, values);
        return;
    }
    std::abort(); // a value that is no enumerator
}

} // namespace

HttpRequest fill(const RequestTemplate& from, const SlotValues& values)
{
    HttpRequest request;
    request.method = from.method;
    request.url = filled_url(from.url, values);
    for (const auto& [name, pieces] : from.headers)
        if (auto value = filled(pieces, values))
            request.headers.emplace_back(name, std::move(*value));
    request.user = filled(from.user, values).value_or("");
    request.password = filled(from.password, values).value_or("");
    add_fields(request, from, values);
    return request;
}

std::string percent_encoded(std::string_view text)
{
    constexpr std::string_view hex = "0123456789ABCDEF";
    constexpr std::string_view kept = "-._~";
    std::string encoded;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (letter || (c >= '0' && c <= '9') || kept.find(c) != std::string_view::npos) {
            encoded += c;
            continue;
        }
        encoded += '%';
        encoded += hex[byte >> 4];
        encoded += hex[byte & 15];
    }
    return encoded;
}

std::string cut_visibly(const std::string& text, std::size_t max_chars)
{
    constexpr std::string_view mark = " (cut)";
    const auto starts_character = [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    };
    std::size_t characters = 0;
    std::size_t keep = text.size();
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!starts_character(text[i]))
            continue;
        if (characters + mark.size() == max_chars)
            keep = i;
        ++characters;
    }
    return characters <= max_chars ? text : text.substr(0, keep) + std::string(mark);
}

} // namespace relay::channels
