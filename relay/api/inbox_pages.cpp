#include "relay/api/inbox_pages.h"
#include "relay/api/message_json.h"
#include "relay/inbox/inbox.h"
#include "relay/service/log.h"
#include <algorithm>

namespace relay::api {
namespace {

using intake::NotObserved;

/// Whose page it is, where its reader stands in for somebody; empty: his own.
std::string instead_of(const Call& call, const store::Page& page)
{
    const auto* contact = call.people->contact(page.instead_of);
    return contact == nullptr ? std::string() : contact->name();
}

/// Who has it; the name of a colleague is for colleagues.
void write_holder(JsonWriter& json, const inbox::Entry& entry)
{
    const auto& holder = *entry.holder;
    json.object("taken", [&] {
        json.member("byMe", holder.page == entry.page.id);
        json.member("by", entry.holder_name);
        json.member("state", store::word(holder.state));
        json.member("at", holder.at);
        json.member("lapsesAt", holder.lapses);
    });
}

void write_entry(JsonWriter& json, const inbox::Entry& entry, const Call& call)
{
    const auto& page = entry.page;
    json.member("id", page.id);
    json.member_unless_empty("insteadOf", instead_of(call, page));
    json.member("from", entry.message.originator);
    json.member("to", entry.message.recipient);
    json.member("subject", entry.subject.reveal());
    json.member("text", entry.message.body.reveal());
    write_files(json, entry.message);
    json.member("purged", entry.is_purged);
    json.member("priority", store::word(entry.message.priority));
    json.member("unread", !page.read);
    json.member("replied", page.replied.has_value());
    json.member("acceptedAt", entry.message.accepted);
    json.member("expiresAt", entry.message.expires);
    json.member("deliveredAt", page.delivered);
    json.member("readAt", page.read);
    json.member("repliedAt", page.replied);
    json.member("declinedAt", page.declined);
    json.member("recalledAt", entry.message.recalled);
    if (entry.holder)
        write_holder(json, entry);
}

void write_reply(JsonWriter& json, const store::Reply& reply)
{
    json.object([&] {
        json.member("id", reply.id);
        if (reply.choice > 0)
            json.member("choice", reply.choice);
        json.member("text", reply.text.reveal());
        json.member("at", reply.at);
    });
}

void write_page(JsonWriter& json, const inbox::Entry& entry, const Call& call)
{
    json.object([&] {
        write_entry(json, entry, call);
        json.array("choices", [&] {
            for (const auto& choice : entry.message.choices)
                json.value(choice.send);
        });
        json.member("preformatted", entry.message.preformatted);
        json.member("allowsReply", entry.message.allow_response);
        json.array("replies", [&] {
            for (const auto& reply : entry.replies)
                write_reply(json, reply);
        });
    });
}

/// The inbox is shown although the store cannot note that it was: reading matters more.
void note_delivered(const Call& call, const std::vector<inbox::Entry>& entries)
{
    std::vector<store::PageId> fresh;
    for (const auto& entry : entries) {
        if (!entry.page.delivered)
            fresh.push_back(entry.page.id);
    }
    if (!fresh.empty() && !call.rooms.observation.delivered(call.caller.token.contact, fresh))
        service::log::room("api").warning("pages were shown and could not be noted as delivered",
                                          {{"contact", call.caller.token.contact}});
}

Problem problem_of(NotObserved why)
{
    switch (why) {
    case NotObserved::NoSuchPage:
        return not_found();
    case NotObserved::NoSuchChoice:
        return invalid({{"/choice", "is not one of the message's choices"}});
    case NotObserved::NoResponse:
        return conflict("no-response", "The originator takes no answer to this message.");
    case NotObserved::EmptyText:
        return invalid({{"/text", "must not be empty"}});
    case NotObserved::TooLong:
        return invalid({{"/text", "is too long"}});
    case NotObserved::Taken:
        return conflict("taken", "Somebody else took this message.");
    case NotObserved::Answered:
        return conflict("answered", "You have answered this message with something else.");
    case NotObserved::Unavailable:
        return unavailable("It could not be noted.");
    }
    std::abort(); // a value that is no enumerator
}

/// Empty: none that this contact may see.
std::optional<inbox::Entry> entry_of(const Call& call)
{
    const auto id = store::PageId::parse(call.id);
    return id ? inbox::find(call.house(), call.caller.token.contact, *id) : std::nullopt;
}

struct Answer {
    std::int64_t choice = 0; ///< 0: free text
    std::string text;
};

tl::expected<Answer, Problem> read_answer(const Call& call)
{
    std::vector<FieldError> errors;
    Fields fields(call.body, "", errors);
    Answer answer;
    fields.number("choice", answer.choice, 1, 1'000);
    fields.text("text", answer.text);
    const bool has_choice = fields.find("choice") != nullptr;
    const bool has_text = fields.find("text") != nullptr;
    fields.finish();
    if (errors.empty() && has_choice == has_text)
        errors.push_back({"", "must have either a choice or a text"});
    if (!errors.empty())
        return tl::unexpected(invalid(std::move(errors)));
    return answer;
}

} // namespace

Outcome list_inbox(const Call& call)
{
    const auto paging = paging_of(call);
    if (!paging)
        return tl::unexpected(paging.error());
    const auto before = position_of<store::PageId>(*paging);
    if (!before)
        return tl::unexpected(before.error());
    const auto contact = call.caller.token.contact;
    note_delivered(call, inbox::list(call.house(), contact, *before, paging->limit));
    // One more than is shown says whether there is more.
    auto entries = inbox::list(call.house(), contact, *before, paging->limit + 1);
    const bool is_more = entries.size() > paging->limit;
    if (is_more)
        entries.pop_back();
    const auto last = entries.empty() ? store::PageId{} : entries.back().page.id;
    if (call.parameter("unreadFirst") == "1")
        std::ranges::stable_partition(entries, [](const auto& entry) { return !entry.page.read; });
    JsonWriter json;
    json.object([&] {
        json.array("items", [&] {
            for (const auto& entry : entries)
                json.object([&] { write_entry(json, entry, call); });
        });
        if (is_more)
            json.member("next", last);
    });
    return json_response(200, json);
}

Outcome read_inbox_page(const Call& call)
{
    const auto entry = entry_of(call);
    if (!entry)
        return tl::unexpected(not_found());
    JsonWriter json;
    write_page(json, *entry, call);
    return json_response(200, json);
}

Outcome mark_inbox_page_read(const Call& call)
{
    const auto entry = entry_of(call);
    if (!entry)
        return tl::unexpected(not_found());
    const auto read = call.rooms.observation.read(call.caller.token.contact, entry->page.id);
    if (!read)
        return tl::unexpected(problem_of(read.error()));
    return empty_response();
}

Outcome reply_to_inbox_page(const Call& call)
{
    const auto entry = entry_of(call);
    if (!entry)
        return tl::unexpected(not_found());
    const auto answer = read_answer(call);
    if (!answer)
        return tl::unexpected(answer.error());
    const auto reply = call.rooms.observation.reply(call.caller.token.contact, entry->page.id,
                                                    static_cast<int>(answer->choice), answer->text,
                                                    store::Channel::Secure);
    if (!reply)
        return tl::unexpected(problem_of(reply.error()));
    JsonWriter json;
    write_reply(json, *reply);
    return json_response(201, json);
}

Outcome decline_inbox_page(const Call& call)
{
    const auto entry = entry_of(call);
    if (!entry)
        return tl::unexpected(not_found());
    const auto reply = call.rooms.observation.decline(call.caller.token.contact, entry->page.id,
                                                      store::Channel::Secure);
    if (!reply)
        return tl::unexpected(problem_of(reply.error()));
    return empty_response();
}

Outcome close_inbox_page(const Call& call)
{
    const auto entry = entry_of(call);
    if (!entry)
        return tl::unexpected(not_found());
    const auto closed = call.rooms.observation.close(call.caller.token.contact, entry->page.id,
                                                     store::Channel::Secure);
    if (!closed)
        return tl::unexpected(conflict("not-held", "You do not hold this message."));
    return empty_response();
}

} // namespace relay::api
