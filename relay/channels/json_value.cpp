#include "relay/channels/json_value.h"
#include <Poco/Exception.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <Poco/NumberParser.h>

namespace relay::channels {
namespace {

using Poco::Dynamic::Var;

Var member_of(const Var& value, const std::string& name)
{
    if (value.type() == typeid(Poco::JSON::Object::Ptr))
        return value.extract<Poco::JSON::Object::Ptr>()->get(name);
    unsigned index = 0;
    if (value.type() == typeid(Poco::JSON::Array::Ptr) &&
        Poco::NumberParser::tryParseUnsigned(name, index))
        return value.extract<Poco::JSON::Array::Ptr>()->get(index);
    return {};
}

/// RFC 6901 4: first ~1, then ~0.
std::string unescaped(std::string token)
{
    for (const auto& [from, to] : {std::pair{"~1", "/"}, std::pair{"~0", "~"}})
        for (auto at = token.find(from); at != std::string::npos; at = token.find(from, at + 1))
            token.replace(at, 2, to);
    return token;
}

Var value_at(Var value, std::string_view pointer)
{
    while (!pointer.empty()) {
        const auto end = pointer.find('/', 1);
        value = member_of(value, unescaped(std::string(pointer.substr(1, end - 1))));
        pointer = end == std::string_view::npos ? std::string_view() : pointer.substr(end);
    }
    return value;
}

} // namespace

Var parse_json(const std::string& body)
{
    try {
        Poco::JSON::Parser parser;
        parser.setDepth(32);
        return parser.parse(body);
    } catch (const Poco::Exception&) {
        return {};
    }
}

std::optional<std::string> scalar_at(Var value, std::string_view pointer)
{
    value = value_at(std::move(value), pointer);
    if (value.isEmpty() || value.isStruct() || value.isArray() ||
        value.type() == typeid(Poco::JSON::Object::Ptr) ||
        value.type() == typeid(Poco::JSON::Array::Ptr))
        return std::nullopt;
    return value.convert<std::string>();
}

std::vector<Var> items_at(Var value, std::string_view pointer)
{
    value = value_at(std::move(value), pointer);
    if (value.type() != typeid(Poco::JSON::Array::Ptr))
        return {};
    const auto list = value.extract<Poco::JSON::Array::Ptr>();
    return std::vector<Var>(list->begin(), list->end());
}

} // namespace relay::channels
