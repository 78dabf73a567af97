#include "relay/api/message_upload.h"
#include "relay/api/messages.h"
#include "relay/api/utf8.h"
#include "relay/intake/taken_files.h"
#include "relay/service/log.h"
#include "store/message_repository.h"
#include <algorithm>

namespace relay::api {
namespace {

using intake::RefusedWhy;
using store::ProtectedText;

constexpr std::size_t most_recipients = 100;
constexpr std::size_t most_choices = 20;

void read_recipient(const Json& json, const std::string& pointer, std::vector<std::string>& to,
                    std::vector<FieldError>& errors)
{
    const auto* text = std::get_if<std::string>(&json.value);
    if (text == nullptr || text->empty() || text->size() > 254)
        errors.push_back({pointer, "must be an OPID or an alias"});
    else
        to.push_back(*text);
}

void read_recipients(Fields& fields, std::vector<std::string>& to, std::vector<FieldError>& errors)
{
    const auto* json = fields.find("to");
    if (json == nullptr)
        return fields.wrong("to", "is missing");
    if (!std::holds_alternative<Json::Array>(json->value))
        return read_recipient(*json, "/to", to, errors);
    fields.list("to", most_recipients, [&](const Json& one, const std::string& pointer) {
        read_recipient(one, pointer, to, errors);
    });
    if (std::get<Json::Array>(json->value).empty())
        fields.wrong("to", "must name somebody");
}

/// A text stands for a choice that is chosen and answered by the same words.
store::Choice read_choice(const Json& json, const std::string& pointer,
                          std::vector<FieldError>& errors)
{
    constexpr Fields::Length length{1, 255};
    store::Choice choice;
    if (const auto* text = std::get_if<std::string>(&json.value)) {
        const Json wrapped{Json::Object{{"send", Json{*text}}}};
        std::vector<FieldError> inner;
        Fields fields(wrapped, "", inner);
        fields.line("send", choice.send, length);
        for (auto& error : inner)
            errors.push_back({pointer, std::move(error.detail)});
        choice.reply = choice.send;
        return choice;
    }
    Fields fields(json, pointer, errors);
    for (const auto* name : {"send", "reply"}) {
        if (!fields.has(name))
            fields.wrong(name, "is missing");
    }
    fields.line("send", choice.send, length);
    fields.line("reply", choice.reply, length);
    fields.finish();
    return choice;
}

/// Two names of one contact or group are one recipient, the first.
void drop_repeated(const store::Directory& people, std::vector<std::string>& recipients)
{
    std::vector<store::Member> seen;
    std::erase_if(recipients, [&](const std::string& recipient) {
        const auto member = people.find(recipient);
        if (!member)
            return false;
        const bool is_repeated = std::ranges::find(seen, *member) != seen.end();
        seen.push_back(*member);
        return is_repeated;
    });
}

/// A submission, and which of the files that came with it are not kept.
struct Asked {
    intake::Submission submission;
    std::vector<core::RefusedFile> refused{};
};

tl::expected<Asked, Problem> read_submission(const Call& call)
{
    std::vector<FieldError> errors;
    Fields fields(call.body, "", errors);
    intake::Submission submission;
    auto& message = submission.message;
    std::string subject;
    std::string text;
    read_recipients(fields, submission.recipients, errors);
    fields.line("subject", subject, {0, 1000});
    fields.text("text", text);
    if (text.empty())
        fields.wrong("text", "is missing");
    fields.word("priority", message.priority, store::Priority::Normal,
                {store::Priority::High, store::Priority::Normal, store::Priority::Low});
    fields.list("choices", most_choices, [&](const Json& json, const std::string& pointer) {
        message.choices.push_back(read_choice(json, pointer, errors));
    });
    fields.time("expiresAt", message.expires);
    fields.time("notBefore", message.not_before);
    fields.line("reference", message.reference, {0, 255});
    auto files = read_files(fields, errors);
    fields.finish();
    if (!errors.empty())
        return tl::unexpected(invalid(std::move(errors)));
    message.subject = ProtectedText(std::move(subject));
    message.body = ProtectedText(std::move(text));
    drop_repeated(*call.people, submission.recipients);
    auto refused = files.empty()
                       ? std::vector<core::RefusedFile>()
                       : intake::take_files(message, std::move(files), *call.caller.source,
                                            submission.recipients.size(),
                                            call.rooms.door.max_text_characters());
    return Asked{std::move(submission), std::move(refused)};
}

/// RFC 9110 field values; the draft of Idempotency-Key has it as a quoted text, which we keep.
tl::expected<std::string, Problem> key_of(const http::Request& request)
{
    const auto keys = request.headers.all("Idempotency-Key");
    if (keys.empty())
        return std::string();
    const auto is_visible = [](char c) { return c > ' ' && c < '\x7f'; };
    if (keys.size() > 1 || keys[0].empty() || keys[0].size() > 255 ||
        !std::ranges::all_of(keys[0], is_visible))
        return tl::unexpected(
            bad_request("Idempotency-Key must be one of 1 to 255 visible characters."));
    return std::string(keys[0]);
}

/// Points at each of these recipients where it stands in the body.
std::vector<FieldError> errors_at(const Json& to, const std::vector<std::string>& recipients,
                                  const std::string& detail)
{
    std::vector<FieldError> errors;
    const auto is_meant = [&](const Json& json) {
        const auto* text = std::get_if<std::string>(&json.value);
        return text != nullptr && std::ranges::find(recipients, *text) != recipients.end();
    };
    const auto* array = std::get_if<Json::Array>(&to.value);
    for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
        if (is_meant((*array)[i]))
            errors.push_back({"/to/" + std::to_string(i), detail});
    }
    if (errors.empty())
        errors.push_back({"/to", detail});
    return errors;
}

const Json& recipients_in(const Json& body)
{
    const auto& members = std::get<Json::Object>(body.value);
    return std::ranges::find(members, "to", &JsonMember::name)->value;
}

Problem refusal(const Json& to, const intake::Refused& refused)
{
    switch (refused.why) {
    case RefusedWhy::UnknownRecipient:
    case RefusedWhy::NoRecipient:
        return invalid(errors_at(to, refused.recipients, "nobody has this address"));
    case RefusedWhy::NobodyOnDuty:
        return invalid(errors_at(to, refused.recipients, refused.detail));
    case RefusedWhy::TooLong:
    case RefusedWhy::BadText:
        return invalid({{"/text", refused.detail}});
    case RefusedWhy::Expired:
        return invalid({{"/expiresAt", refused.detail}});
    case RefusedWhy::Loop:
        return invalid({{"", refused.detail}});
    case RefusedWhy::NotAllowed:
        return forbidden("The source of this token may not submit.");
    case RefusedWhy::Unavailable:
        return unavailable("Nothing was accepted: " + refused.detail + ".");
    }
    std::abort(); // a value that is no enumerator
}

void write(JsonWriter& json, const std::vector<core::RefusedFile>& refused)
{
    if (refused.empty())
        return;
    json.array("refusedFiles", [&] {
        for (const auto& file : refused) {
            json.object([&] {
                json.member("name", file.name);
                json.member("reason", file.reason);
            });
        }
    });
}

http::Response accepted(const intake::Taken& taken, const std::vector<std::string>& recipients,
                        const std::vector<core::RefusedFile>& refused)
{
    JsonWriter json;
    json.object([&] {
        json.array("messages", [&] {
            for (std::size_t i = 0; i < taken.messages.size() && i < recipients.size(); ++i) {
                json.object([&] {
                    json.member("id", taken.messages[i]);
                    json.member("to", recipients[i]);
                });
            }
        });
        json.member("duplicate", taken.is_duplicate);
        write(json, refused);
    });
    auto response = json_response(202, json);
    response.headers.add("Location", "/api/v1/messages/" + taken.messages.front().text());
    if (taken.is_duplicate)
        response.headers.add("Idempotency-Replayed", "true");
    return response;
}

/// Without blanks, controls and invisible marks, of which the door cuts some before it stores.
std::string visible(std::string_view text)
{
    std::string left;
    while (!text.empty()) {
        const auto length = std::max<std::size_t>(utf8_length(text), 1);
        const auto c = text.substr(0, length);
        text.remove_prefix(length);
        const bool is_mark = c <= " " || (c >= "\x7f" && c <= "\u00ad") || c == "\u061c" ||
                             c == "\u180e" || (c >= "\u2000" && c <= "\u206f") || c == "\ufeff" ||
                             (c >= "\ufff9" && c <= "\ufffb") ||
                             (c >= "\U000e0000" && c <= "\U000e007f");
        if (!is_mark)
            left += c;
    }
    return left;
}

/// By what is listed of them.
bool has_same_files(const store::Message& before, const store::Message& now)
{
    return std::ranges::equal(before.files, now.files, [](const auto& one, const auto& other) {
        return one.name == other.name && one.type == other.type && one.bytes == other.bytes;
    });
}

/// Is what was accepted under that key before the same message as this? A purged one is given the
/// benefit of the doubt.
bool is_same(const store::Message& before, const store::Message& now)
{
    const bool same_text =
        before.body.empty() || (visible(before.body.reveal()) == visible(now.body.reveal()) &&
                                visible(before.subject.reveal()) == visible(now.subject.reveal()) &&
                                before.choices == now.choices && has_same_files(before, now));
    return same_text && before.priority == now.priority && before.reference == now.reference &&
           before.not_before == now.not_before && (!now.expires || before.expires == now.expires);
}

bool is_another(const Call& call, const intake::Taken& taken, const store::Message& message)
{
    const auto reader = call.house().database.reader();
    const auto before =
        store::MessageRepository(*reader, call.house().vault).find(taken.messages.front());
    return before && !is_same(*before, message);
}

Outcome submit_and_compare(const Call& call, const Asked& asked)
{
    const auto& submission = asked.submission;
    const auto taken = call.rooms.door.submit_and_wait(submission);
    if (!taken)
        return tl::unexpected(refusal(recipients_in(call.body), taken.error()));
    if (taken->is_duplicate && is_another(call, *taken, submission.message)) {
        auto problem = invalid({{"", "another message came under this Idempotency-Key before"}});
        problem.slug = "idempotency-mismatch";
        return tl::unexpected(std::move(problem));
    }
    return accepted(*taken, submission.recipients, asked.refused);
}

} // namespace

Outcome submit_message(const Call& call)
{
    if (call.caller.source == nullptr)
        return tl::unexpected(forbidden("This token has no source to submit for."));
    auto key = key_of(call.request);
    if (!key)
        return tl::unexpected(key.error());
    auto asked = read_submission(call);
    if (!asked)
        return tl::unexpected(asked.error());
    if (!call.rooms.guard.may_submit(*call.caller.source, asked->submission.message.priority))
        return tl::unexpected(too_fast());
    auto& submission = asked->submission;
    auto& message = submission.message;
    message.source = call.caller.source->id;
    message.door =
        call.caller.source->door == store::Door::Cli ? store::Door::Cli : store::Door::Api;
    message.originator = call.caller.token.name;
    submission.duplicate_key = std::move(*key);
    if (!submission.duplicate_key.empty())
        return submit_and_compare(call, *asked);
    call.rooms.door.submit(submission,
                           [later = call.later, to = recipients_in(call.body),
                            request = call.request.id, recipients = submission.recipients,
                            refused = asked->refused](const intake::SubmissionResult& taken) {
                               later(taken ? accepted(*taken, recipients, refused)
                                           : respond_with(refusal(to, taken.error()), request));
                           });
    return std::nullopt;
}

} // namespace relay::api
