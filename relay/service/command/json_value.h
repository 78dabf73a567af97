#pragma once
#include <Poco/JSON/Object.h>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Reading JSON answers of our own API: what is missing is empty, since fields without a value are
/// left out.
namespace relay::service::command {

using Json = Poco::JSON::Object::Ptr; ///< null: no such object

/// Empty: not a JSON object.
std::optional<Json> parse_json(const std::string& text);
std::string json_text(const Json& object);

std::string text_of(const Json& object, const std::string& key);
std::int64_t number_of(const Json& object, const std::string& key);
bool is_true(const Json& object, const std::string& key);
Json object_of(const Json& object, const std::string& key);
std::vector<Json> objects_of(const Json& object, const std::string& key);
std::vector<std::string> texts_of(const Json& object, const std::string& key);

} // namespace relay::service::command
