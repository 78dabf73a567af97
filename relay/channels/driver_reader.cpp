#include "relay/channels/driver_reader.h"
#include "relay/channels/callback_rules_reader.h"
#include "relay/channels/driver_yaml.h"
#include "relay/channels/poll_rules_reader.h"
#include <Poco/NumberParser.h>
#include <algorithm>
#include <fstream>
#include <sstream>

namespace relay::channels {

namespace {

/// Walks the file.
class DriverReader : public DriverYaml {
public:
    using DriverYaml::DriverYaml;

    GatewayDriver read(const YAML::Node& root);

private:
    void read_request(const YAML::Node& node, RequestTemplate& request);
    void read_fields(const YAML::Node& node, RequestTemplate& request);
    Field field(const YAML::Node& node, int depth);
    void read_answer(const YAML::Node& node, AnswerRules& rules);
    void read_accepted(const YAML::Node& node, AnswerRules& rules);
    void read_parts(const YAML::Node& node, AnswerRules::Parts& parts);
    void read_errors(const YAML::Node& node, AnswerRules& rules);
    void check_params(const GatewayDriver& driver, const YAML::Mark& mark);
};

Field DriverReader::field(const YAML::Node& node, int depth)
{
    constexpr int max_depth = 8;
    Field result;
    if (depth > max_depth)
        return complain(node.Mark(), "fields are nested more than 8 deep"), result;
    if (node.IsMap() || node.IsSequence()) {
        result.kind = node.IsMap() ? Field::Kind::Object : Field::Kind::List;
        if (node.IsMap())
            is_map(node, "fields", {});
        for (const auto& entry : node) {
            if (node.IsMap())
                result.members.emplace_back(text(entry.first, "the name of a field"),
                                            field(entry.second, depth + 1));
            else
                result.members.emplace_back("", field(entry, depth + 1));
        }
        return result;
    }
    // yaml-cpp tags a quoted scalar "!" and a plain one "?"; a plain number stays a number.
    const auto plain = node.IsNull() ? std::string("null") : node.Scalar();
    double number = 0;
    const bool is_plain = node.IsNull() || plain == "true" || plain == "false" || plain == "null" ||
                          Poco::NumberParser::tryParseFloat(plain, number);
    if (is_plain && node.Tag() != "!") {
        result.kind = Field::Kind::Plain;
        result.plain = plain;
        result.text = {{Slot::Words, plain}};
        return result;
    }
    result.text = pieces(node, "a field");
    return result;
}

void DriverReader::read_fields(const YAML::Node& node, RequestTemplate& request)
{
    request.fields = field(node, 0);
    if (request.fields.kind != Field::Kind::Object)
        return complain(node.Mark(), "fields must be a map of keys and values");
    if (request.type == BodyType::Json)
        return;
    for (const auto& [name, member] : request.fields.members)
        if (member.kind == Field::Kind::Object || member.kind == Field::Kind::List)
            complain(node.Mark(), "the field '" + name + "' is nested, which only JSON can carry");
}

void DriverReader::read_request(const YAML::Node& node, RequestTemplate& request)
{
    if (!is_map(node, "request", {"method", "url", "headers", "auth", "type", "fields"}))
        return;
    const auto type = node["type"] ? text(node["type"], "type") : "json";
    if (type == "query")
        request.type = BodyType::Query;
    else if (type == "form")
        request.type = BodyType::Form;
    else if (type != "json")
        complain(node["type"].Mark(), "type must be json, form or query");
    request.method = node["method"] ? text(node["method"], "method")
                                    : (request.type == BodyType::Query ? "GET" : "POST");
    if (request.method != "GET" && request.method != "POST" && request.method != "PUT")
        complain(node["method"].Mark(), "method must be GET, POST or PUT");
    if (request.method == "GET" && request.type != BodyType::Query)
        complain(node.Mark(), "GET carries its fields in the URL; write type: query");
    if (node["url"])
        request.url = pieces(node["url"], "url");
    else
        complain(node.Mark(), "request lacks url");
    if (node["headers"] && is_map(node["headers"], "headers", {}))
        for (const auto& entry : node["headers"])
            request.headers.emplace_back(text(entry.first, "the name of a header"),
                                         pieces(entry.second, "a header"));
    if (node["auth"] && is_map(node["auth"], "auth", {"user", "password"})) {
        for (const auto* key : {"user", "password"})
            if (!node["auth"][key])
                complain(node["auth"].Mark(), std::string("auth lacks ") + key);
        if (node["auth"]["user"])
            request.user = pieces(node["auth"]["user"], "user");
        if (node["auth"]["password"])
            request.password = pieces(node["auth"]["password"], "password");
    }
    if (node["fields"])
        read_fields(node["fields"], request);
}

void DriverReader::read_parts(const YAML::Node& node, AnswerRules::Parts& parts)
{
    if (!is_map(node, "parts", {"list", "reference", "state", "accepted"}))
        return;
    for (const auto* key : {"list", "reference", "state", "accepted"})
        if (!node[key])
            return complain(node.Mark(), std::string("parts needs ") + key);
    parts.list = pointer(node["list"], "list");
    parts.reference = pointer(node["reference"], "reference");
    parts.state = pointer(node["state"], "state");
    parts.accepted = texts(node["accepted"], "accepted");
}

void DriverReader::read_accepted(const YAML::Node& node, AnswerRules& rules)
{
    if (!is_map(node, "accepted", {"http", "text", "json", "degraded"}))
        return;
    if (node["http"]) {
        rules.accepted_status.clear();
        if (!node["http"].IsSequence())
            complain(node["http"].Mark(), "http must be a list such as [200, 202]");
        for (const auto& item : node["http"])
            if (const auto number = status(item))
                rules.accepted_status.push_back(*number);
    }
    if (node["text"])
        rules.accepted_text = texts(node["text"], "text");
    if (node["degraded"])
        rules.degraded_text = texts(node["degraded"], "degraded");
    if (node["json"] && is_map(node["json"], "json", {}))
        for (const auto& entry : node["json"])
            rules.accepted_json[pointer(entry.first, "the key")] = texts(entry.second, "json");
}

void DriverReader::read_errors(const YAML::Node& node, AnswerRules& rules)
{
    if (!is_map(node, "errors", {"http", "code", "text"}))
        return;
    if (node["http"] && is_map(node["http"], "http", {}))
        for (const auto& entry : node["http"]) {
            const auto number = status(entry.first);
            const auto found = kind(entry.second);
            if (number && found)
                rules.status_errors[*number] = *found;
        }
    if (node["code"] && is_map(node["code"], "code", {}))
        for (const auto& entry : node["code"])
            if (const auto found = kind(entry.second))
                rules.code_errors[text(entry.first, "a code")] = *found;
    if (node["text"] && is_map(node["text"], "text", {}))
        for (const auto& entry : node["text"])
            if (const auto found = kind(entry.second))
                rules.text_errors.emplace_back(text(entry.first, "a text"), *found);
}

void DriverReader::read_answer(const YAML::Node& node, AnswerRules& rules)
{
    if (!is_map(node, "answer", {"accepted", "reference", "parts", "code", "detail", "errors"}))
        return;
    if (node["accepted"])
        read_accepted(node["accepted"], rules);
    if (node["reference"])
        rules.reference = pointer(node["reference"], "reference");
    if (node["parts"])
        read_parts(node["parts"], rules.parts);
    if (node["code"])
        rules.code = pointer(node["code"], "code");
    if (node["detail"])
        rules.detail = pointer(node["detail"], "detail");
    if (node["errors"])
        read_errors(node["errors"], rules);
}

void DriverReader::check_params(const GatewayDriver& driver, const YAML::Mark& mark)
{
    for (const auto& name : params_named())
        if (!driver.params.contains(name))
            complain(mark, "{param:" + name + "} is used but not declared; add '" + name +
                               ": \"\"' below params");
}

GatewayDriver DriverReader::read(const YAML::Node& root)
{
    GatewayDriver driver;
    if (!is_map(root, "the driver file",
                {"driver", "about", "base_url", "params", "max_chars", "max_validity", "request",
                 "answer", "callbacks", "poll"}))
        return driver;
    if (root["driver"])
        driver.name = text(root["driver"], "driver");
    if (root["base_url"])
        driver.base_url = text(root["base_url"], "base_url");
    if (root["params"] && is_map(root["params"], "params", {}))
        for (const auto& entry : root["params"])
            driver.params[text(entry.first, "a param")] = text(entry.second, "a param's default");
    if (root["max_chars"]) {
        unsigned most = 0;
        if (!Poco::NumberParser::tryParseUnsigned(text(root["max_chars"], "max_chars"), most) ||
            most < 20 || most > 1600)
            complain(root["max_chars"].Mark(), "max_chars must be a number from 20 to 1600");
        driver.max_chars = most;
    }
    if (root["max_validity"]) {
        unsigned most = 0;
        if (!Poco::NumberParser::tryParseUnsigned(text(root["max_validity"], "max_validity"),
                                                  most) ||
            most < 60)
            complain(root["max_validity"].Mark(), "max_validity must be a number of seconds, 60 or "
                                                  "more");
        driver.max_validity = most;
    }
    if (root["request"])
        read_request(root["request"], driver.request);
    else
        complain(root.Mark(), "the driver file lacks request");
    if (root["answer"])
        read_answer(root["answer"], driver.answer);
    if (root["callbacks"])
        driver.callbacks = read_callback_rules(*this, root["callbacks"]);
    if (root["poll"])
        driver.poll = read_poll_rules(*this, root["poll"]);
    const bool has_codes =
        !driver.answer.code.empty() || (driver.callbacks && driver.callbacks->receipt &&
                                        driver.callbacks->receipt->code.is_given());
    if (!driver.answer.code_errors.empty() && !has_codes)
        complain(root["answer"].Mark(), "codes need answer.code, the JSON pointer to them");
    check_params(driver, root["params"] ? root["params"].Mark() : root.Mark());
    return driver;
}

} // namespace

tl::expected<GatewayDriver, std::vector<SettingsError>>
read_driver(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    if (!in || std::filesystem::is_directory(file) || !(text << in.rdbuf()))
        return tl::unexpected(std::vector<SettingsError>{
            {file.string(), "cannot read this driver file; give the path of one of the files in "
                            "channels.d"}});
    return parse_driver(text.str(), file.string());
}

tl::expected<GatewayDriver, std::vector<SettingsError>> parse_driver(const std::string& text,
                                                                     const std::string& file)
{
    DriverReader reader(file);
    try {
        auto driver = reader.read(YAML::Load(text));
        if (reader.errors().empty())
            return driver;
    } catch (const YAML::Exception& error) {
        reader.complain(error.mark, "this is no YAML: " + error.msg);
    }
    return tl::unexpected(std::move(reader.errors()));
}

} // namespace relay::channels
