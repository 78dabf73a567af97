#include "relay/api/message_plan.h"
#include "relay/api/message_story.h"
#include "relay/core/simulate.h"
#include <algorithm>

namespace relay::api {
namespace {

using namespace std::chrono_literals;
using store::Channel;

constexpr store::Millis longest_horizon = 31 * 24h;
constexpr std::size_t most_channels = 10;

struct Question {
    store::Message message;
    store::Member target;
    core::Assumptions assumptions;
    store::Millis horizon = 24h;
};

void read_down(Fields& fields, std::set<Channel>& down, std::vector<FieldError>& errors)
{
    fields.list("down", most_channels, [&](const Json& json, const std::string& pointer) {
        const auto* text = std::get_if<std::string>(&json.value);
        const auto channel = text == nullptr ? std::nullopt : store::from_word<Channel>(*text);
        if (!channel || *channel == Channel::Secure)
            errors.push_back({pointer, "must be a channel besides the inbox: email, sms, ivr ..."});
        else
            down.insert(*channel);
    });
}

/// The sender whose access counts: the one that is named, else the caller's own.
const store::Source* source_of(const Call& call, Fields& fields)
{
    std::string name;
    fields.line("source", name, {0, 255});
    if (name.empty())
        return call.caller.source;
    const auto* source = call.people->source_named(name);
    if (source == nullptr)
        fields.wrong("source", "must be the name of a source");
    return source;
}

tl::expected<Question, Problem> read_question(const Call& call)
{
    std::vector<FieldError> errors;
    Fields fields(call.body, "", errors);
    Question question;
    auto& message = question.message;
    std::string to;
    std::optional<store::Instant> at;
    fields.line("to", to, {1, 254});
    fields.time("at", at);
    fields.word("priority", message.priority, store::Priority::Normal,
                {store::Priority::High, store::Priority::Normal, store::Priority::Low});
    fields.time("expiresAt", message.expires);
    fields.time("notBefore", message.not_before);
    fields.span("horizonMs", question.horizon, 24h, 1s, longest_horizon);
    read_down(fields, question.assumptions.down, errors);
    const auto* source = source_of(call, fields);
    if (source != nullptr)
        message.principal = source->principal;
    const auto target = call.people->find(to);
    const auto& last_resort = call.house().rules.last_resort;
    const bool is_reached =
        target && !core::reaches_nobody(*call.people, message.principal, *target);
    const auto instead = call.people->find(last_resort);
    if (!is_reached && !instead)
        fields.wrong("to",
                     fields.has("to")
                         ? "reaches nobody: give the OPID or alias of a contact or group that the "
                           "source may page"
                         : "is missing");
    fields.finish();
    if (!errors.empty())
        return tl::unexpected(invalid(std::move(errors)));
    const auto& rules = call.house().rules;
    message.accepted = at.value_or(call.house().now());
    if (!message.expires)
        message.expires =
            std::max(message.accepted, message.not_before.value_or(message.accepted)) +
            rules.default_expiry;
    question.target = is_reached ? *target : *instead;
    question.assumptions.channels = rules.channels;
    question.assumptions.zones = rules.zones.get();
    question.assumptions.last_resort = last_resort;
    return question;
}

void write_send(JsonWriter& json, const core::Predicted& send, const Names& names)
{
    json.object([&] {
        json.member("at", send.at);
        names.member(json, "contact", send.contact);
        names.member(json, "group", send.group);
        json.member("channel", store::word(send.channel));
        json.member("kind", store::word(send.kind));
    });
}

} // namespace

Outcome plan_message(const Call& call)
{
    const auto question = read_question(call);
    if (!question)
        return tl::unexpected(question.error());
    const auto prediction = core::simulate(*call.people, question->message, question->target,
                                           question->assumptions, question->horizon);
    const Names names(*call.people, [&](const store::Member& member) {
        return may_see(*call.people, call.caller, member);
    });
    JsonWriter json;
    json.object([&] {
        json.member("at", question->message.accepted);
        json.member("expiresAt", question->message.expires);
        json.array("sends", [&] {
            for (const auto& send : prediction.sends)
                write_send(json, send, names);
        });
        json.array("gaps", [&] {
            for (const auto& gap : prediction.gaps) {
                json.object([&] {
                    json.name("who");
                    names.write(json, gap.who);
                    json.member("why", gap.why);
                });
            }
        });
        json.member("exhausted", prediction.is_exhausted);
    });
    return json_response(200, json);
}

} // namespace relay::api
