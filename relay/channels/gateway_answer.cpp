#include "relay/channels/gateway_answer.h"
#include "relay/channels/json_value.h"
#include "relay/channels/peer_text.h"
#include <algorithm>

namespace relay::channels {

namespace {

using Poco::Dynamic::Var;

constexpr std::size_t max_reference = 128;
constexpr std::size_t max_code = 32;
constexpr std::size_t max_detail = 160;

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

/// Of a long text: a part that was not taken makes it unclear, since the others may be there.
Outcome with_parts(const AnswerRules::Parts& rules, const Var& json, Accepted accepted)
{
    const auto parts = items_at(json, rules.list);
    for (std::size_t at = 1; at < parts.size(); ++at) {
        const auto state = scalar_at(parts[at], rules.state).value_or("");
        if (std::ranges::count(rules.accepted, state) == 0)
            return Unclear{tidy(state, max_code), "part " + std::to_string(at + 1) + " of " +
                                                      std::to_string(parts.size()) +
                                                      " was not taken"};
        if (const auto reference = scalar_at(parts[at], rules.reference))
            accepted.parts.push_back(tidy(*reference, max_reference));
    }
    return accepted;
}

} // namespace

Outcome judge(const AnswerRules& rules, const HttpAnswer& answer, const std::string& attempt_id,
              const std::vector<std::string>& masked)
{
    const Reading reading{rules, answer, parse_json(answer.body)};
    if (reading.is_accepted()) {
        const auto reference =
            rules.reference.empty() ? std::nullopt : scalar_at(reading.json, rules.reference);
        Accepted accepted{reference ? tidy(*reference, max_reference) : attempt_id,
                          reading.detail(masked)};
        accepted.is_degraded =
            std::ranges::any_of(rules.degraded_text, [&](const std::string& text) {
                return answer.body.starts_with(text);
            });
        if (!rules.parts.list.empty())
            return with_parts(rules.parts, reading.json, std::move(accepted));
        return accepted;
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
