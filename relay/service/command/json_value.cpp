#include "relay/service/command/json_value.h"
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Parser.h>
#include <sstream>

namespace relay::service::command {

namespace {

Poco::JSON::Array::Ptr array_of(const Json& object, const std::string& key)
{
    return object.isNull() ? Poco::JSON::Array::Ptr() : object->getArray(key);
}

} // namespace

std::optional<Json> parse_json(const std::string& text)
{
    try {
        Poco::JSON::Parser parser;
        return parser.parse(text).extract<Json>();
    } catch (const Poco::Exception&) {
        return std::nullopt;
    }
}

std::string json_text(const Json& object)
{
    std::ostringstream out;
    if (!object.isNull())
        object->stringify(out);
    return out.str();
}

std::string text_of(const Json& object, const std::string& key)
{
    if (object.isNull() || !object->has(key) || object->isNull(key))
        return {};
    return object->get(key).convert<std::string>();
}

std::int64_t number_of(const Json& object, const std::string& key)
{
    return object.isNull() ? 0 : object->optValue<Poco::Int64>(key, 0);
}

bool is_true(const Json& object, const std::string& key)
{
    return !object.isNull() && object->optValue<bool>(key, false);
}

Json object_of(const Json& object, const std::string& key)
{
    return object.isNull() ? Json() : object->getObject(key);
}

std::vector<Json> objects_of(const Json& object, const std::string& key)
{
    std::vector<Json> objects;
    const auto array = array_of(object, key);
    for (unsigned i = 0; !array.isNull() && i < array->size(); ++i) {
        if (auto item = array->getObject(i); !item.isNull())
            objects.push_back(std::move(item));
    }
    return objects;
}

std::vector<std::string> texts_of(const Json& object, const std::string& key)
{
    std::vector<std::string> texts;
    const auto array = array_of(object, key);
    for (unsigned i = 0; !array.isNull() && i < array->size(); ++i)
        texts.push_back(array->get(i).convert<std::string>());
    return texts;
}

} // namespace relay::service::command
