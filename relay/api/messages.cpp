#include "relay/api/messages.h"
#include "relay/api/message_json.h"
#include "store/message_repository.h"

namespace relay::api {
namespace {

std::vector<store::Message> messages_before(const Call& call, store::MessageId before,
                                            std::size_t limit)
{
    const auto reader = call.house().database.reader();
    store::MessageRepository messages(*reader, call.house().vault);
    if (call.caller.is_admin())
        return messages.list(before, limit);
    if (call.caller.source == nullptr)
        return {};
    return messages.list_of_source(call.caller.source->id, before, limit);
}

/// Whoever may not be seen is not told from nobody.
std::optional<store::ContactId> contact_asked_about(const Call& call)
{
    const auto text = call.parameter("contact");
    auto contact = store::ContactId::parse(text);
    if (const auto found = call.people->find(text); found && !contact) {
        if (const auto* id = std::get_if<store::ContactId>(&*found))
            contact = *id;
    }
    const bool is_known = contact && call.people->contact(*contact) != nullptr &&
                          may_see(*call.people, call.caller, *contact);
    return is_known ? contact : std::nullopt;
}

} // namespace

bool may_read(const Caller& caller, const store::Message& message)
{
    return caller.is_admin() || (caller.source != nullptr && message.source == caller.source->id);
}

Outcome list_messages(const Call& call)
{
    const auto paging = paging_of(call);
    if (!paging)
        return tl::unexpected(paging.error());
    const auto before = position_of<store::MessageId>(*paging);
    if (!before)
        return tl::unexpected(before.error());
    // One more than is shown says whether there is more.
    auto messages = messages_before(call, *before, paging->limit + 1);
    const bool is_more = messages.size() > paging->limit;
    if (is_more)
        messages.pop_back();
    JsonWriter json;
    json.object([&] {
        json.array("items", [&] {
            for (const auto& message : messages)
                json.object([&] { write_summary(json, message, *call.people); });
        });
        if (is_more)
            json.member("next", messages.back().id);
    });
    return json_response(200, json);
}

Outcome read_message(const Call& call)
{
    const auto id = store::MessageId::parse(call.id);
    const auto record = id ? load_record(call.house(), *id) : std::nullopt;
    if (!record || !may_read(call.caller, record->message))
        return tl::unexpected(not_found());
    const bool shows_text = !call.caller.is_admin() || call.parameter("text") == "1";
    if (shows_text && call.caller.is_admin()) // before it is shown: no entry, no text
        call.house().writer.run([&](store::Connection& connection) {
            audit(call, connection, "message.read_text", id->text());
        });
    const Names names(*call.people, [&](const store::Member& member) {
        return may_see(*call.people, call.caller, member);
    });
    JsonWriter json;
    write(json, *record, {*call.people, names, shows_text, call.caller.is_admin()});
    return json_response(200, json);
}

Outcome explain_message(const Call& call)
{
    if (call.parameter("contact").empty())
        return tl::unexpected(bad_request("Say about whom: ?contact=OPID."));
    const auto id = store::MessageId::parse(call.id);
    const auto record = id ? load_record(call.house(), *id) : std::nullopt;
    const auto contact = contact_asked_about(call);
    if (!record || !contact || !may_read(call.caller, record->message))
        return tl::unexpected(not_found());
    const Names names(*call.people, [&](const store::Member& member) {
        return may_see(*call.people, call.caller, member);
    });
    JsonWriter json;
    write_explanation(json, *record, names, *contact, !call.caller.is_admin());
    return json_response(200, json);
}

} // namespace relay::api
