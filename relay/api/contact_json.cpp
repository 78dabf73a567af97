#include "relay/api/contact_json.h"
#include "relay/api/addresses.h"
#include "relay/api/availability_json.h"
#include "relay/api/certificate_json.h"
#include "relay/core/pin.h"
#include "relay/core/presence.h"
#include <algorithm>
#include <set>

namespace relay::api {
namespace {

using store::Channel;
using store::Progress;
using store::Retention;
using namespace std::chrono_literals;

constexpr std::size_t most_details = 20;
constexpr store::Millis longest_delay = 7 * 24h;
constexpr store::Millis longest_digest = 12h;
constexpr Fields::Length required{1, 100};
constexpr Fields::Length optional{0, 100};

/// Reads one detail; its id is that of the same detail before, or a new one.
class DetailReader {
public:
    DetailReader(const Call& call, const store::Contact* before, std::vector<FieldError>& errors)
        : call_(call), before_(before), errors_(errors)
    {
    }

    store::ContactDetail read(const Json& json, const std::string& pointer)
    {
        Fields fields(json, pointer, errors_);
        store::ContactDetail detail;
        std::string id;
        fields.line("id", id, {});
        if (!fields.has("kind"))
            fields.wrong("kind", "is missing");
        fields.word("kind", detail.kind, detail.kind,
                    {store::DetailKind::Phone, store::DetailKind::Email, store::DetailKind::Pager,
                     store::DetailKind::Wctp});
        read_address(fields, detail);
        const auto* known = known_one(id, detail);
        if (!id.empty() && known == nullptr)
            fields.wrong("id", "is no detail of this contact");
        detail.id = known == nullptr ? call_.house().ids.make<store::DetailId>(call_.house().now())
                                     : known->id;
        detail.opted_out = known != nullptr && known->opted_out;
        fields.flag("optedOut", detail.opted_out, false);
        read_invalid(fields, known, detail);
        if (!taken_.insert(detail.id).second)
            errors_.push_back({pointer, "stands here twice"});
        fields.finish();
        return detail;
    }

private:
    static void read_address(Fields& fields, store::ContactDetail& detail)
    {
        std::string text;
        fields.line("address", text, {0, 254});
        if (const auto address = address_of(detail.kind, text))
            detail.address = *address;
        else
            fields.wrong("address", must_be(detail.kind));
    }

    static std::optional<std::string> address_of(store::DetailKind kind, const std::string& text)
    {
        switch (kind) {
        case store::DetailKind::Phone:
            return phone_number(text);
        case store::DetailKind::Email:
            return mail_address(text);
        case store::DetailKind::Pager:
        case store::DetailKind::Wctp:
            return store::is_foreign_id(text) ? std::optional(text) : std::nullopt;
        }
        std::abort();
    }

    static std::string must_be(store::DetailKind kind)
    {
        switch (kind) {
        case store::DetailKind::Phone:
            return "must be a phone number with '+' and country code, at most 15 digits";
        case store::DetailKind::Email:
            return "must be a mail address";
        case store::DetailKind::Pager:
        case store::DetailKind::Wctp:
            return "must be what the other side calls this person: 1 to 128 characters of ASCII, "
                   "no blanks";
        }
        std::abort();
    }

    /// Gateways make an address invalid; a human, or another address, makes it valid again.
    static void read_invalid(Fields& fields, const store::ContactDetail* known,
                             store::ContactDetail& detail)
    {
        const bool was_invalid =
            known != nullptr && known->invalid && known->address == detail.address;
        detail.invalid = was_invalid;
        fields.flag("invalid", detail.invalid, false);
        if (detail.invalid && !was_invalid)
            fields.wrong("invalid", "may only be cleared");
    }

    const store::ContactDetail* known_one(const std::string& id,
                                          const store::ContactDetail& detail) const
    {
        if (before_ == nullptr)
            return nullptr;
        const auto found = std::ranges::find_if(before_->details, [&](const auto& known) {
            return id.empty() ? known.kind == detail.kind && known.address == detail.address
                              : known.id.text() == id && known.kind == detail.kind;
        });
        return found == before_->details.end() ? nullptr : &*found;
    }

    const Call& call_;
    const store::Contact* before_;
    std::vector<FieldError>& errors_;
    std::set<store::DetailId> taken_;
};

void read_details(const Call& call, Fields& fields, const store::Contact* before,
                  store::Contact& contact, std::vector<FieldError>& errors)
{
    std::vector<store::ContactDetail> details;
    DetailReader reader(call, before, errors);
    const bool is_there =
        fields.list("details", most_details, [&](const Json& json, const std::string& pointer) {
            details.push_back(reader.read(json, pointer));
        });
    if (is_there || fields.has("details"))
        contact.details = std::move(details);
    if (contact.details.empty()) // S1.18
        fields.wrong("details", "must have at least one phone number or mail address");
}

void read_redundancy(Fields& fields, store::Contact& contact, std::vector<FieldError>& errors)
{
    std::vector<store::Redundancy> rules;
    std::set<Channel> channels;
    fields.list("redundancy", 5, [&](const Json& json, const std::string& pointer) {
        Fields inside(json, pointer, errors);
        store::Redundancy rule;
        if (!inside.has("channel"))
            inside.wrong("channel", "is missing");
        inside.word("channel", rule.channel, rule.channel,
                    {Channel::Email, Channel::Sms, Channel::Ivr, Channel::Snpp, Channel::WctpPeer});
        inside.span("delayMs", rule.delay, store::Redundancy::usual_delay, 0ms, longest_delay);
        inside.word("unless", rule.unless, Progress::Read,
                    {Progress::Delivered, Progress::Read, Progress::Replied});
        inside.finish();
        if (!channels.insert(rule.channel).second)
            inside.wrong("channel", "has a rule already");
        rules.push_back(rule);
    });
    if (fields.has("redundancy"))
        contact.redundancy = std::move(rules);
}

// S0.22: by text only where the site wants that
void read_copies(Fields& fields, store::Contact& contact, std::vector<FieldError>& errors,
                 bool sms_copies)
{
    std::vector<Channel> known{Channel::Email, Channel::Ivr, Channel::Snpp, Channel::WctpPeer};
    if (sms_copies)
        known.push_back(Channel::Sms);
    std::vector<Channel> copies;
    fields.list("copies", known.size(), [&](const Json& json, const std::string& pointer) {
        const auto* text = std::get_if<std::string>(&json.value);
        const auto channel = text == nullptr ? std::nullopt : store::from_word<Channel>(*text);
        if (!channel || std::ranges::find(known, *channel) == known.end())
            errors.push_back({pointer, "must be one of: email, ivr, snpp, wctp_peer, and sms where "
                                       "people.sms_copies is on"});
        else if (std::ranges::find(copies, *channel) != copies.end())
            errors.push_back({pointer, "stands here twice"});
        else
            copies.push_back(*channel);
    });
    if (fields.has("copies"))
        contact.copies = std::move(copies);
}

const store::Opid* opid_of(const store::Directory& people, const store::Member& member)
{
    if (const auto* id = std::get_if<store::ContactId>(&member)) {
        const auto* contact = people.contact(*id);
        return contact == nullptr ? nullptr : &contact->opid;
    }
    if (const auto* id = std::get_if<store::ScheduleId>(&member)) {
        const auto* schedule = people.schedule(*id);
        return schedule == nullptr ? nullptr : &schedule->opid;
    }
    const auto* group = people.group(std::get<store::GroupId>(member));
    return group == nullptr ? nullptr : &group->opid;
}

void read_alias(const Call& call, Fields& fields, store::Contact& contact)
{
    std::string text = contact.alias;
    fields.line("alias", text, {0, 64});
    const auto word = alias(text);
    contact.alias = word.value_or("");
    if (text.empty())
        return;
    if (!word)
        return fields.wrong("alias", "must be what may stand before the @ of a mail address");
    // An OPID wins over an alias, so this one would lead to somebody else.
    const auto holder = call.people->find(*word);
    const auto* opid = holder ? opid_of(*call.people, *holder) : nullptr;
    if (opid != nullptr && *holder != store::Member(contact.id) &&
        opid->text() == store::folded_upper(*word))
        fields.wrong("alias", "is an OPID of somebody else");
}

/// Everything but OPID, details and domain.
void read_settings(const Call& call, Fields& fields, store::Contact& contact,
                   std::vector<FieldError>& errors)
{
    fields.line("firstName", contact.first_name, required);
    fields.line("lastName", contact.last_name, required);
    fields.line("displayName", contact.display_name, optional);
    fields.line("publicId", contact.public_id, optional);
    read_alias(call, fields, contact);
    read_domain(call, fields, contact.domain);
    fields.flag("secure", contact.secure, true);
    read_redundancy(fields, contact, errors);
    read_copies(fields, contact, errors, call.house().rules.sms_copies);
    fields.flag("mailStatuses", contact.mail_statuses, false);
    read_mail_address(fields, "wctpStatusEmail", contact.wctp_status_email);
    fields.span("wctpStatusDigestMs", contact.wctp_status_digest, 0ms, 0ms, longest_digest);
    fields.word("retention", contact.retention, Retention::OneYear,
                {Retention::ReadReceipt, Retention::OneMonth, Retention::SixMonths,
                 Retention::OneYear, Retention::Unlimited});
    read_certificate(call, fields, contact);
    read_availability(call, fields, contact, errors);
}

} // namespace

void write(JsonWriter& json, const store::ContactDetail& detail)
{
    json.object([&] {
        json.member("id", detail.id);
        json.member("kind", store::word(detail.kind));
        json.member("address", detail.address);
        json.member("optedOut", detail.opted_out);
        json.member("invalid", detail.invalid);
        if (detail.verified) {
            json.object("verified", [&] {
                json.member("by", store::word(detail.verified->by));
                json.member("at", detail.verified->at);
            });
        }
    });
}

void write(JsonWriter& json, const store::Contact& contact, const store::Directory& people,
           const ContactFacts& facts)
{
    const auto* domain = people.domain(contact.domain);
    json.object([&] {
        json.member("id", contact.id);
        json.member("opid", contact.opid.text());
        json.member("firstName", contact.first_name);
        json.member("lastName", contact.last_name);
        json.member_unless_empty("displayName", contact.display_name);
        json.member_unless_empty("alias", contact.alias);
        json.member_unless_empty("publicId", contact.public_id);
        json.member("domain", domain == nullptr ? std::string() : domain->name);
        json.member("secure", contact.secure);
        if (contact.acknowledgement) {
            json.object("acknowledgement", [&] {
                json.member("at", contact.acknowledgement->at);
                json.member("by", contact.acknowledgement->by);
            });
        }
        json.array("details", [&] {
            for (const auto& detail : contact.details)
                write(json, detail);
        });
        json.array("redundancy", [&] {
            for (const auto& rule : contact.redundancy) {
                json.object([&] {
                    json.member("channel", store::word(rule.channel));
                    json.member("delayMs", rule.delay);
                    json.member("unless", store::word(rule.unless));
                });
            }
        });
        json.array("copies", [&] {
            for (const auto channel : contact.copies)
                json.value(store::word(channel));
        });
        json.member("mailStatuses", contact.mail_statuses);
        json.member_unless_empty("wctpStatusEmail", contact.wctp_status_email);
        json.member("wctpStatusDigestMs", contact.wctp_status_digest);
        json.member("retention", store::word(contact.retention));
        json.member("hasPin", facts.has_pin);
        json.member("presence", store::word(core::presence_of(contact, facts.seen, facts.now)));
        json.member("seenAt", facts.seen);
        write_certificate(json, contact);
        write_availability(json, contact, people);
        json.member("createdAt", contact.created);
        json.member("version", contact.version);
    });
}

void read_domain(const Call& call, Fields& fields, store::DomainId& target)
{
    if (!fields.has("domain") && target.valid())
        return;
    std::string name; // empty: the shared one
    fields.line("domain", name, {});
    const auto& domains = call.people->parts().domains;
    const auto found = std::ranges::find_if(domains, [&](const auto& domain) {
        return name.empty() ? domain.shared : domain.name == name;
    });
    if (found == domains.end() || !may_see(*call.people, call.caller, found->id))
        return fields.wrong("domain", "is not known");
    if (!may_change(*call.people, call.caller, found->id))
        return fields.wrong("domain", "may only be looked at");
    target = found->id;
}

std::optional<std::string> read_pin(Fields& fields, std::string_view name)
{
    if (!fields.has(name))
        return std::nullopt;
    std::string text;
    if (fields.find(name) == nullptr)
        return text;
    fields.line(name, text, {});
    if (const auto why = core::why_not_pin(text))
        fields.wrong(name, std::string(*why));
    return text;
}

void read_mail_address(Fields& fields, std::string_view name, std::string& target)
{
    std::string text = target;
    fields.line(name, text, {0, 254});
    const auto address = mail_address(text);
    if (!text.empty() && !address)
        fields.wrong(name, "must be a mail address");
    else
        target = text;
}

store::Opid read_opid(Fields& fields, const store::Opid* before)
{
    std::string text = before == nullptr ? std::string() : before->text();
    fields.line("opid", text, {0, 100});
    const auto opid = store::Opid::parse(text);
    if (opid)
        return *opid;
    fields.wrong("opid",
                 text.empty() ? "is missing" : "must be 5 to 64 letters, digits, '-', '_' and '.'");
    return store::Opid::parse("STAND-IN").value(); // the error that was noted keeps it in here
}

tl::expected<ContactChange, Problem> read_contact(const Call& call, const store::Contact* before)
{
    std::vector<FieldError> errors;
    Fields fields(call.body, "", errors);
    const auto opid = read_opid(fields, before == nullptr ? nullptr : &before->opid);
    ContactChange change{before == nullptr ? store::Contact{.opid = opid} : *before};
    change.contact.opid = opid;
    for (const auto* name : {"firstName", "lastName"}) {
        if (before == nullptr && !fields.has(name))
            fields.wrong(name, "is missing");
    }
    read_settings(call, fields, change.contact, errors);
    read_details(call, fields, before, change.contact, errors);
    fields.flag("acknowledgeHipaa", change.acknowledges_hipaa, false);
    change.pin = read_pin(fields, "pin");
    fields.finish();
    if (!errors.empty())
        return tl::unexpected(invalid(std::move(errors)));
    if (change.contact.secure) {
        change.contact.acknowledgement.reset();
        change.acknowledges_hipaa = false;
        return change;
    }
    const bool is_on_record = before != nullptr && before->acknowledgement.has_value();
    if (!is_on_record && !change.acknowledges_hipaa)
        return tl::unexpected(conflict("hipaa-ack-required", std::string(hipaa_sentence),
                                       {{"/acknowledgeHipaa", "must be true"}}));
    if (change.acknowledges_hipaa)
        change.contact.acknowledgement = {call.house().now(), call.caller.name()};
    return change;
}

} // namespace relay::api
