#include "relay/api/availability_json.h"
#include "relay/api/week_json.h"
#include "relay/core/quiet_hours.h"

namespace relay::api {
namespace {

/// Whom a contact may name: those that the caller sees, and the contact's own domain.
const store::Contact* stand_in_named(const Call& call, const std::string& text,
                                     const store::Contact& contact)
{
    const auto& people = *call.people;
    const auto member = people.find(text);
    const auto* id = member ? std::get_if<store::ContactId>(&*member) : nullptr;
    const auto* found = id == nullptr ? nullptr : people.contact(*id);
    const bool is_visible = found != nullptr && (found->domain == contact.domain ||
                                                 may_see(people, call.caller, found->domain));
    return is_visible ? found : nullptr;
}

void read_stand_in(const Call& call, Fields& fields, const store::Contact& contact,
                   store::DoNotDisturb& rest)
{
    std::string text;
    fields.line("standIn", text, {0, 100});
    if (text.empty())
        return;
    const auto* found = stand_in_named(call, text, contact);
    if (found == nullptr)
        return fields.wrong("standIn", "must be the OPID of a contact");
    if (found->id == contact.id)
        return fields.wrong("standIn", "must be somebody else");
    if (core::is_undisturbed(*found, call.house().now()))
        return fields.wrong("standIn", "is not to be disturbed either");
    rest.stand_in = found->id;
}

std::optional<store::DoNotDisturb> read_rest(const Call& call, const Json& json,
                                             const std::string& pointer,
                                             const store::Contact& contact,
                                             std::vector<FieldError>& errors)
{
    Fields fields(json, pointer, errors);
    store::DoNotDisturb rest;
    std::optional<store::Instant> until;
    fields.time("until", until);
    if (!until)
        fields.wrong("until", "must be a date and time");
    else if (*until <= call.house().now())
        fields.wrong("until", "has passed");
    rest.until = until.value_or(store::Instant{});
    read_stand_in(call, fields, contact, rest);
    fields.finish();
    return rest;
}

} // namespace

void write_availability(JsonWriter& json, const store::Contact& contact,
                        const store::Directory& people)
{
    json.member_unless_empty("zone", contact.zone);
    write(json, "quietHours", contact.quiet_hours);
    json.member("shiftReminder", store::word(contact.shift_reminder));
    if (!contact.do_not_disturb)
        return;
    const auto& rest = *contact.do_not_disturb;
    const auto* stand_in = people.contact(rest.stand_in);
    json.object("doNotDisturb", [&] {
        json.member("until", rest.until);
        if (stand_in != nullptr)
            json.member("standIn", stand_in->opid.text());
    });
}

void read_availability(const Call& call, Fields& fields, store::Contact& contact,
                       std::vector<FieldError>& errors)
{
    fields.line("zone", contact.zone, {0, 64});
    if (!contact.zone.empty() && call.house().rules.zones->find(contact.zone) == nullptr)
        fields.wrong("zone", "is no time zone that is known here");
    read_week(fields, "quietHours", contact.quiet_hours, errors);
    fields.word("shiftReminder", contact.shift_reminder, store::ShiftReminder::Always,
                {store::ShiftReminder::Always, store::ShiftReminder::OnlyIfFirst,
                 store::ShiftReminder::Never});
    if (const auto* rest = fields.find("doNotDisturb"))
        contact.do_not_disturb =
            read_rest(call, *rest, fields.pointer("doNotDisturb"), contact, errors);
    else if (fields.has("doNotDisturb"))
        contact.do_not_disturb.reset();
}

} // namespace relay::api
