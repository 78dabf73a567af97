#include "relay/channels/call_outcome.h"
#include "relay/channels/error_class.h"

namespace relay::channels {

namespace {

using voice::CallResult;

std::string code_of(const CallEnd& end, const char* word)
{
    return end.code == 0 ? word : "sip " + std::to_string(end.code);
}

std::string detail_of(const CallEnd& end, const std::string& words)
{
    return end.detail.empty() ? words : words + ": " + end.detail;
}

std::optional<store::Millis> asked_wait(const CallEnd& end)
{
    if (end.retry_after_s <= 0)
        return std::nullopt;
    return std::chrono::seconds(end.retry_after_s);
}

} // namespace

Outcome outcome_of(const CallEnd& end, const IvrSipSettings& settings, int attempt,
                   const std::string& call)
{
    const auto again = [&](const char* word, const char* words, store::Millis gap) -> Outcome {
        if (attempt >= settings.attempts)
            return Refused{Blame::Detail, code_of(end, word),
                           detail_of(end, std::string(words) + ", for the last time")};
        return Busy{code_of(end, word), detail_of(end, words),
                    std::max(gap, asked_wait(end).value_or(gap))};
    };
    const auto failed = [&](ErrorClass kind, const char* word, const char* words) {
        return outcome_of(kind, code_of(end, word), detail_of(end, words), asked_wait(end));
    };
    switch (end.result) {
    case CallResult::Answered:
        return Accepted{call, "answered by key"};
    case CallResult::Heard:
        return Accepted{call, "heard to its end"};
    case CallResult::Reached:
        return Accepted{call, "a person was there"};
    case CallResult::Machine:
        return again("machine", "answered, and no key was pressed", settings.no_answer_gap);
    case CallResult::HungUp:
        return again("hung_up", "hung up before any key", settings.busy_gap);
    case CallResult::NoPin:
        return again("no_pin", "no PIN was given", settings.busy_gap);
    case CallResult::WrongPin:
        return Refused{Blame::Detail, "wrong_pin", "the PIN was wrong too often"};
    case CallResult::Taken:
        return Busy{"answered", "somebody else has it", {}};
    case CallResult::LineBusy:
        return again("busy", "the line is busy", settings.busy_gap);
    case CallResult::NoAnswer:
        return again("no_answer", "no answer", settings.no_answer_gap);
    case CallResult::BadNumber:
        return failed(ErrorClass::BadAddress, "bad_number", "there is no such phone");
    case CallResult::Declined:
        return Refused{Blame::Detail, code_of(end, "declined"), detail_of(end, "declined")};
    case CallResult::Credentials:
        return failed(ErrorClass::Credentials, "credentials", "the trunk does not know us");
    case CallResult::BadRequest:
        return failed(ErrorClass::BadRequest, "bad_request", "the trunk does not understand us");
    case CallResult::TrunkFault:
        return failed(ErrorClass::ProviderFault, "trunk", "the trunk is in trouble");
    case CallResult::NotSent:
        return failed(ErrorClass::NotSent, "not_sent", "the trunk does not answer");
    case CallResult::Fault:
        return failed(ErrorClass::NotSent, "voice", "the call could not be spoken");
    }
    return Unclear{"voice", "the call ended in an unknown way"};
}

} // namespace relay::channels
