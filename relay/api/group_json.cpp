#include "relay/api/group_json.h"
#include "relay/api/contact_json.h"
#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace relay::api {
namespace {

using store::Progress;
using namespace std::chrono_literals;

constexpr std::size_t most_failovers = 50;
constexpr store::Millis shortest_interval = 1s;
constexpr store::Millis longest_interval = 24h;
constexpr store::Millis longest_acceptance = 168h;

std::string opid_text(const store::Directory& people, const store::Member& member)
{
    if (const auto* id = std::get_if<store::ContactId>(&member))
        return people.contact(*id)->opid.text();
    if (const auto* id = std::get_if<store::ScheduleId>(&member))
        return people.schedule(*id)->opid.text();
    return people.group(std::get<store::GroupId>(member))->opid.text();
}

/// Those that the caller may see, by OPID.
std::vector<std::string> visible(const Call& call, const std::vector<store::Member>& members)
{
    std::vector<std::string> opids;
    for (const auto& member : members) {
        if (may_see(*call.people, call.caller, member))
            opids.push_back(opid_text(*call.people, member));
    }
    return opids;
}

/// Puts back, each at its old place, what the caller could not see and so cannot have meant to
/// remove.
void keep_hidden(const Call& call, const std::vector<store::Member>& before,
                 std::vector<store::Member>& after)
{
    for (std::size_t i = 0; i < before.size(); ++i) {
        if (may_see(*call.people, call.caller, before[i]) ||
            std::ranges::find(after, before[i]) != after.end())
            continue;
        const auto place = std::min(i, after.size());
        after.insert(after.begin() + static_cast<std::ptrdiff_t>(place), before[i]);
    }
}

void read_members(const Call& call, Fields& fields, std::string_view name, std::size_t most,
                  std::vector<store::Member>& target, std::vector<FieldError>& errors)
{
    std::vector<store::Member> members;
    fields.list(name, most, [&](const Json& json, const std::string& pointer) {
        const auto* text = std::get_if<std::string>(&json.value);
        const auto opid = text == nullptr ? std::nullopt : store::Opid::parse(*text);
        const auto member = opid ? call.people->find(opid->text()) : std::nullopt;
        if (!member || !may_see(*call.people, call.caller, *member) ||
            opid_text(*call.people, *member) != opid->text())
            errors.push_back({pointer, "must be the OPID of a contact, group or schedule"});
        else if (std::ranges::find(members, *member) != members.end())
            errors.push_back({pointer, "stands here twice"});
        else
            members.push_back(*member);
    });
    if (!fields.has(name))
        return;
    keep_hidden(call, target, members);
    target = std::move(members);
}

/// A new group may leave it to us.
store::Opid group_opid(const Call& call, Fields& fields, const store::Group* before)
{
    if (before != nullptr || fields.find("opid") != nullptr)
        return read_opid(fields, before == nullptr ? nullptr : &before->opid);
    const auto number = call.house().ids.next(call.house().now());
    return store::Opid::parse("GR-" + store::id_digits(number)).value();
}

void read_settings(const Call& call, Fields& fields, store::Group& group,
                   std::vector<FieldError>& errors)
{
    fields.line("name", group.name, {1, 100});
    fields.line("description", group.description, {0, 1000});
    read_domain(call, fields, group.domain);
    read_members(call, fields, "members", most_members, group.members, errors);
    read_members(call, fields, "failovers", most_failovers, group.failovers, errors);
    fields.flag("escalation", group.escalation, false);
    fields.span("failoverIntervalMs", group.failover_interval, 5min, shortest_interval,
                longest_interval);
    fields.word("factor", group.factor, Progress::Read,
                {Progress::Delivered, Progress::Read, Progress::Replied});
    read_mail_address(fields, "failReportEmail", group.fail_report_email);
    fields.flag("includeOriginal", group.include_original, false);
    fields.flag("firstAnswerEnds", group.first_answer_ends, false);
    fields.span("acceptanceMs", group.acceptance, 0min, 0min, longest_acceptance);
    if (group.id.valid() &&
        std::ranges::find(group.failovers, store::Member(group.id)) != group.failovers.end())
        fields.wrong("failovers", "a group cannot be its own failover");
}

void write_warnings(JsonWriter& json, const store::Group& group, const Call& call,
                    const std::vector<GroupWarning>& warnings)
{
    if (warnings.empty())
        return;
    json.array("warnings", [&] {
        for (const auto& warning : warnings) {
            const auto* contact = call.people->contact(warning.contact);
            if (contact == nullptr)
                continue;
            json.object([&] {
                json.member("contact", contact->opid.text());
                json.member("provable", store::word(warning.provable));
                json.member("detail", "No channel of " + contact->opid.text() +
                                          " can prove more than " +
                                          std::string(store::word(warning.provable)) +
                                          "; the escalation goes on for want of " +
                                          std::string(store::word(group.factor)) + ".");
            });
        }
    });
}

} // namespace

void write(JsonWriter& json, const store::Group& group, const Call& call,
           const std::vector<GroupWarning>& warnings)
{
    const auto* domain = call.people->domain(group.domain);
    const auto members = visible(call, group.members);
    json.object([&] {
        json.member("id", group.id);
        json.member("opid", group.opid.text());
        json.member("name", group.name);
        json.member_unless_empty("description", group.description);
        json.member("domain", domain == nullptr ? std::string() : domain->name);
        json.members("members", members);
        json.member("memberCount", members.size());
        json.member("escalation", group.escalation);
        json.member("failoverIntervalMs", group.failover_interval);
        json.member("factor", store::word(group.factor));
        json.members("failovers", visible(call, group.failovers));
        json.member_unless_empty("failReportEmail", group.fail_report_email);
        json.member("includeOriginal", group.include_original);
        json.member("firstAnswerEnds", group.first_answer_ends);
        json.member("acceptanceMs", group.acceptance);
        write_warnings(json, group, call, warnings);
        json.member("createdAt", group.created);
        json.member("version", group.version);
    });
}

tl::expected<store::Group, Problem> read_group(const Call& call, const store::Group* before)
{
    std::vector<FieldError> errors;
    Fields fields(call.body, "", errors);
    const auto opid = group_opid(call, fields, before);
    store::Group group = before == nullptr ? store::Group{.opid = opid} : *before;
    group.opid = opid;
    if (before == nullptr && !fields.has("name"))
        fields.wrong("name", "is missing");
    read_settings(call, fields, group, errors);
    fields.finish();
    if (!errors.empty())
        return tl::unexpected(invalid(std::move(errors)));
    return group;
}

bool is_cyclic(const store::Group& group, const std::vector<store::Group>& others)
{
    std::unordered_map<store::GroupId, const store::Group*> groups;
    for (const auto& other : others)
        groups.emplace(other.id, &other);
    groups[group.id] = &group;
    std::unordered_set<store::GroupId> seen;
    std::vector<const store::Group*> to_visit{&group};
    while (!to_visit.empty()) {
        const auto* current = to_visit.back();
        to_visit.pop_back();
        for (const auto& member : current->members) {
            const auto* id = std::get_if<store::GroupId>(&member);
            if (id == nullptr || !groups.contains(*id))
                continue;
            if (*id == group.id)
                return true;
            if (seen.insert(*id).second)
                to_visit.push_back(groups.at(*id));
        }
    }
    return false;
}

} // namespace relay::api
