#include "relay/channels/gateway_answer.h"
#include "relay/channels/peer_text.h"
#include <Poco/Exception.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <Poco/NumberParser.h>
#include <algorithm>

namespace relay::channels {

namespace {

using Poco::Dynamic::Var;

constexpr std::size_t max_reference = 128;
constexpr std::size_t max_code = 32;
constexpr std::size_t max_detail = 160;

/// Empty: no JSON, which a gateway may well answer.
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

/// The scalar at `pointer` as text. Empty: no such value, or it is an object, a list or null.
std::optional<std::string> scalar_at(Var value, std::string_view pointer)
{
    while (!pointer.empty()) {
        const auto end = pointer.find('/', 1);
        value = member_of(value, unescaped(std::string(pointer.substr(1, end - 1))));
        pointer = end == std::string_view::npos ? std::string_view() : pointer.substr(end);
    }
    if (value.isEmpty() || value.isStruct() || value.isArray() ||
        value.type() == typeid(Poco::JSON::Object::Ptr) ||
        value.type() == typeid(Poco::JSON::Array::Ptr))
        return std::nullopt;
    return value.convert<std::string>();
}

struct Reading {
    const AnswerRules& rules;
    const HttpAnswer& answer;
    Var json;

    bool is_accepted() const
    {
        const auto& statuses = rules.accepted_status;
        if (std::find(statuses.begin(), statuses.end(), answer.status) == statuses.end())
            return false;
        const auto& texts = rules.accepted_text;
        const auto begins = [&](const std::string& text) { return answer.body.starts_with(text); };
        if (!texts.empty() && std::none_of(texts.begin(), texts.end(), begins))
            return false;
        return std::all_of(rules.accepted_json.begin(), rules.accepted_json.end(),
                           [&](const auto& wanted) {
                               const auto value = scalar_at(json, wanted.first);
                               return value && std::find(wanted.second.begin(), wanted.second.end(),
                                                         *value) != wanted.second.end();
                           });
    }

    std::optional<std::string> body_code() const
    {
        return rules.code.empty() ? std::nullopt : scalar_at(json, rules.code);
    }

    ErrorClass kind() const
    {
        if (const auto code = body_code()) {
            const auto found = rules.code_errors.find(*code);
            if (found != rules.code_errors.end())
                return found->second;
        }
        for (const auto& [beginning, kind] : rules.text_errors)
            if (answer.body.starts_with(beginning))
                return kind;
        const auto found = rules.status_errors.find(answer.status);
        return found != rules.status_errors.end() ? found->second : class_of_status(answer.status);
    }

    std::string detail(const std::vector<std::string>& masked) const
    {
        std::string text = "HTTP " + std::to_string(answer.status);
        if (answer.status >= 300 && answer.status < 400)
            return text + ": a redirect, which is not followed; correct the base URL";
        std::string own;
        if (!rules.detail.empty())
            own = scalar_at(json, rules.detail).value_or("");
        else if (answer.content_type.starts_with("text/plain"))
            own = answer.body.substr(0, 4 * max_detail);
        own = tidy(masked_out(std::move(own), masked), max_detail);
        return own.empty() ? text : text + ": " + own;
    }
};

} // namespace

Outcome judge(const AnswerRules& rules, const HttpAnswer& answer, const std::string& attempt_id,
              const std::vector<std::string>& masked)
{
    const Reading reading{rules, answer, parse_json(answer.body)};
    if (reading.is_accepted()) {
        const auto reference =
            rules.reference.empty() ? std::nullopt : scalar_at(reading.json, rules.reference);
        return Accepted{reference ? tidy(*reference, max_reference) : attempt_id,
                        reading.detail(masked)};
    }
    const auto code = reading.body_code();
    const auto retry_after =
        answer.retry_after ? std::optional<store::Millis>(*answer.retry_after) : std::nullopt;
    return outcome_of(reading.kind(),
                      code ? tidy(masked_out(*code, masked), max_code)
                           : "http " + std::to_string(answer.status),
                      reading.detail(masked), retry_after);
}

} // namespace relay::channels
