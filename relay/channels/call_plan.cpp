#include "relay/channels/call_plan.h"
#include "relay/channels/error_class.h"
#include "relay/voice/number.h"

namespace relay::channels {

namespace {

using Planned = tl::expected<CallPlan, Outcome>;

Heard::Answer answer_of(voice::Report::Kind kind)
{
    switch (kind) {
    case voice::Report::Kind::Chosen:
        return Heard::Answer::Choice;
    case voice::Report::Kind::Accepted:
        return Heard::Answer::Accepted;
    case voice::Report::Kind::Declined:
        return Heard::Answer::Declined;
    case voice::Report::Kind::StopCalling:
        return Heard::Answer::StopCalling;
    case voice::Report::Kind::Delivered:
    case voice::Report::Kind::Read:
        return Heard::Answer::None;
    }
    return Heard::Answer::None;
}

store::Progress progress_of(voice::Report::Kind kind)
{
    if (kind == voice::Report::Kind::Delivered)
        return store::Progress::Delivered;
    return kind == voice::Report::Kind::Read ? store::Progress::Read : store::Progress::Replied;
}

std::vector<std::string> texts_of(const std::vector<core::ReleasedText>& released)
{
    std::vector<std::string> texts;
    for (const auto& text : released)
        texts.push_back(text.text());
    return texts;
}

voice::CallScript script_of(const CallOut& call, const IvrSipSettings& settings)
{
    voice::CallScript script;
    script.greeting = call.greeting.empty() ? settings.greeting : call.greeting.text();
    script.text = call.text.text();
    script.is_message = call.is_message;
    script.may_accept = call.may_accept;
    script.choices = texts_of(call.choices);
    if (call.sealed && call.sealed->pin)
        script.sealed = voice::SealedWords{call.sealed->text, call.sealed->choices};
    script.language = call.language.empty() ? settings.language : call.language;
    return script;
}

CallOut as_call(const TextOut& text, const IvrSipSettings& settings)
{
    CallOut call;
    call.to = text.to;
    call.text = text.text;
    call.language = settings.language;
    return call;
}

voice::DialogueRules rules_of(const IvrSipSettings& settings)
{
    voice::DialogueRules rules;
    rules.first_response = settings.first_response;
    rules.ring_limit = settings.ring_timeout;
    rules.key_wait = settings.key_timeout;
    rules.answer_limit = settings.answer_limit;
    return rules;
}

Planned plan(const Outgoing& outgoing, const CallOut& call, const IvrSipSettings& settings)
{
    const auto number = voice::plain_number(call.to);
    if (!number)
        return tl::unexpected(
            outcome_of(ErrorClass::BadAddress, "bad_number", "this is no telephone number"));
    if (const auto why = voice::why_not_dial(*number, {settings.never, settings.outside}))
        return tl::unexpected(Outcome(Refused{Blame::Detail, "forbidden", *why}));
    CallPlan plan;
    plan.name = outgoing.delivery.text() + "." + std::to_string(outgoing.attempt);
    plan.number = voice::formatted(*number, settings.number_format, settings.country);
    plan.provider = settings.name;
    plan.delivery = outgoing.delivery;
    plan.script = script_of(call, settings);
    plan.shape = voice::shape_of(plan.script);
    plan.shape.confirms = outgoing.priority == store::Priority::High;
    plan.rules = rules_of(settings);
    if (call.sealed)
        plan.pin = call.sealed->pin;
    plan.is_taken = call.is_taken;
    return plan;
}

} // namespace

tl::expected<CallPlan, Outcome> plan_call(const Outgoing& outgoing, const IvrSipSettings& settings,
                                          bool has_ears)
{
    if (outgoing.expires && *outgoing.expires <= outgoing.now)
        return tl::unexpected(
            outcome_of(ErrorClass::Expired, "expired", "its deadline passed before the call"));
    Planned planned =
        tl::unexpected(Outcome(Refused{Blame::Provider, "payload", "a call takes texts only"}));
    if (const auto* call = std::get_if<CallOut>(&outgoing.payload))
        planned = plan(outgoing, *call, settings);
    else if (const auto* text = std::get_if<TextOut>(&outgoing.payload))
        planned = plan(outgoing, as_call(*text, settings), settings);
    if (planned)
        planned->shape.takes_answers = has_ears;
    return planned;
}

Heard heard_of(const CallPlan& plan, const voice::Report& report)
{
    return {plan.provider, plan.delivery, progress_of(report.kind), answer_of(report.kind),
            report.choice};
}

NumbersInUse::Hold::Hold(NumbersInUse& all, std::string number)
    : all_(all), number_(std::move(number))
{
    const std::lock_guard lock(all_.mutex_);
    is_ours_ = all_.numbers_.insert(number_).second;
}

NumbersInUse::Hold::~Hold()
{
    const std::lock_guard lock(all_.mutex_);
    if (is_ours_)
        all_.numbers_.erase(number_);
}

} // namespace relay::channels
