#pragma once
#include "api_house.h"
#include "open_api.h"
#include "relay/api/times.h"
#include <set>

namespace tests {

inline const OpenApi& document()
{
    static const OpenApi read;
    return read;
}

/// Holds values against schemas and remembers which members it saw.
class SchemaCheck {
public:
    void check(const Json& json, const Yaml& node, const std::string& where)
    {
        const auto name = OpenApi::schema_name(node);
        const auto& schema = document().followed(node);
        const auto& type = schema["type"].text;
        if (type == "object")
            return check_object(json, schema, name, where);
        if (type == "array")
            return check_array(json, schema, where);
        if (type == "string")
            return check_text(json, schema, where);
        const bool is_number = std::holds_alternative<std::int64_t>(json.value);
        const bool is_flag = std::holds_alternative<bool>(json.value);
        EXPECT_TRUE((type == "integer" && is_number) || (type == "boolean" && is_flag))
            << where << ": " << type;
    }

    const std::set<std::string>& seen() const { return seen_; }

private:
    void check_object(const Json& json, const Yaml& schema, const std::string& name,
                      const std::string& where)
    {
        const auto* object = std::get_if<Json::Object>(&json.value);
        ASSERT_NE(object, nullptr) << where;
        for (const auto& member : *object) {
            const auto place = where + "/" + member.name;
            ASSERT_TRUE(schema["properties"].has(member.name)) << place << " is not documented";
            seen_.insert(name + "." + member.name);
            check(member.value, schema["properties"][member.name], place);
        }
        if (!schema.has("required"))
            return;
        for (const auto& required : schema["required"].items)
            EXPECT_NE(find_at(json, "/" + required.text), nullptr)
                << where << " lacks " << required.text;
    }
    void check_array(const Json& json, const Yaml& schema, const std::string& where)
    {
        const auto* array = std::get_if<Json::Array>(&json.value);
        ASSERT_NE(array, nullptr) << where;
        for (const auto& item : *array)
            check(item, schema["items"], where + "[]");
    }
    static void check_text(const Json& json, const Yaml& schema, const std::string& where)
    {
        const auto* text = std::get_if<std::string>(&json.value);
        ASSERT_NE(text, nullptr) << where;
        if (schema.has("format")) {
            EXPECT_TRUE(relay::api::parse_time(*text)) << where << ": " << *text;
        }
        if (!schema.has("enum"))
            return;
        const auto& words = schema["enum"].items;
        EXPECT_TRUE(
            std::ranges::any_of(words, [&](const auto& word) { return word.text == *text; }))
            << where << ": " << *text;
    }

    std::set<std::string> seen_;
};

/// All members of the schemas that answers may be made of.
class Reachable {
public:
    std::set<std::string> members()
    {
        for (const auto& [path, item] : document().root()["paths"].members) {
            for (const auto& [method, operation] : item.members) {
                if (method != "parameters")
                    visit_answers(operation);
            }
        }
        return found_;
    }

private:
    void visit_answers(const Yaml& operation)
    {
        for (const auto& [status, answer] : operation["responses"].members) {
            const auto& response = document().followed(answer);
            if (!response.has("content"))
                continue;
            for (const auto& [type, content] : response["content"].members)
                visit(content["schema"]);
        }
    }
    void visit(const Yaml& node)
    {
        const auto name = OpenApi::schema_name(node);
        const auto& schema = document().followed(node);
        if (schema.has("items"))
            visit(schema["items"]);
        if (!schema.has("properties") || !visited_.insert(name).second)
            return;
        for (const auto& [member, type] : schema["properties"].members) {
            found_.insert(name + "." + member);
            visit(type);
        }
    }

    std::set<std::string> visited_;
    std::set<std::string> found_;
};

} // namespace tests
