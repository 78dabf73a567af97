#include "relay/api/inbox_export.h"
#include "relay/api/contacts.h"
#include "relay/engine/commit.h"
#include "relay/engine/export_files.h"
#include <algorithm>

namespace relay::api {
namespace {

/// Empty: the contact has none that takes mail.
std::string mail_address_of(const store::Contact& contact)
{
    const auto found = std::ranges::find_if(contact.details, [](const auto& detail) {
        return detail.kind == store::DetailKind::Email && !detail.opted_out && !detail.invalid;
    });
    return found == contact.details.end() ? std::string() : found->address;
}

/// The files of the device's contact; empty: it was removed meanwhile.
std::optional<engine::ExportFiles> own_files(const Call& call)
{
    const auto* contact = call.people->contact(call.caller.token.contact);
    if (contact == nullptr)
        return std::nullopt;
    call.house().writer.run([&](store::Connection& connection) { // before it is shown
        audit(call, connection, "contact.export", contact->id.text());
    });
    const auto reader = call.house().database.reader();
    return engine::export_files(*reader, call.house(), *contact);
}

http::Response file(std::string type, const char* name, std::string content)
{
    auto response = http::respond(200, std::move(type), std::move(content));
    response.headers.add("Content-Disposition", std::string("attachment; filename=") + name);
    return response;
}

} // namespace

Outcome mail_contact_export(const Call& call)
{
    const auto* contact = find_contact(call);
    if (contact == nullptr)
        return tl::unexpected(not_found());
    if (!may_change(*call.people, call.caller, contact->domain))
        return tl::unexpected(forbidden("Contacts of this domain may only be looked at."));
    const auto address = mail_address_of(*contact);
    if (address.empty() || !call.house().rules.channels.email)
        return tl::unexpected(conflict(
            "no_mail", address.empty() ? "The contact has no mail address that may be used."
                                       : "No mail is sent from here: channels.email is not set."));
    call.house().writer.run([&](store::Connection& connection) {
        engine::Commit(connection, call.house()).owe_export(*contact, address, call.caller.name());
        audit(call, connection, "contact.export", contact->id.text());
    });
    JsonWriter json;
    json.object([&] { json.member("to", address); });
    return json_response(202, json);
}

Outcome read_inbox_export(const Call& call)
{
    const auto files = own_files(call);
    if (!files)
        return tl::unexpected(not_found());
    return file("application/json", "messages.json", files->json.reveal());
}

Outcome read_inbox_export_csv(const Call& call)
{
    const auto files = own_files(call);
    if (!files)
        return tl::unexpected(not_found());
    return file("text/csv; charset=utf-8", "messages.csv", files->csv.reveal());
}

} // namespace relay::api
