#include "relay/gateway/subscription.h"
#include "relay/engine/commit.h"
#include "store/audit_repository.h"
#include "store/error.h"
#include "store/group_repository.h"
#include "store/keyword_repository.h"
#include <algorithm>

namespace relay::gateway {
namespace {

bool is_member(const store::Group& group, store::ContactId contact)
{
    return std::ranges::find(group.members, store::Member(contact)) != group.members.end();
}

/// Gateways leave the plus sign out.
std::string with_plus(const std::string& number)
{
    return number.starts_with('+') ? number : "+" + number;
}

} // namespace

std::optional<std::string> Subscription::take(const core::KeyWords& words)
{
    const auto keywords =
        store::KeywordRepository(connection_).of_number(core::number_digits(incoming_.to));
    const auto meant = core::match_keyword(incoming_.text, keywords, words);
    if (!meant)
        return std::nullopt;
    keyword_ = *meant->keyword;
    switch (meant->wish) {
    case core::KeywordWish::Join:
        return join();
    case core::KeywordWish::Leave:
        return leave();
    case core::KeywordWish::Help:
        return help();
    }
    std::abort(); // a value that is no enumerator
}

std::string Subscription::join()
{
    const auto owner = owners_.empty() ? newcomer() : who_joins();
    auto joined = group();
    if (is_member(joined, owner.contact))
        return "joined_before";
    joined.members.emplace_back(owner.contact);
    save(joined);
    remember(owner, "group.join");
    if (has_stopped(owner)) {
        say(owner, "you said STOP here before. Reply START to get texts again.");
        return "joined_opted_out";
    }
    say(owner, keyword_.joined);
    return "joined";
}

std::string Subscription::leave()
{
    auto left = group();
    const Owner* last = nullptr;
    for (const auto& owner : owners_) {
        if (std::erase(left.members, store::Member(owner.contact)) == 0)
            continue;
        remember(owner, "group.leave");
        last = &owner;
    }
    if (last == nullptr)
        return "left_before";
    save(left);
    say(*last, keyword_.left);
    return "left";
}

std::string Subscription::help()
{
    // Whoever is nobody's contact may ask too.
    say(owners_.empty() ? Owner{} : owners_.front(), keyword_.help);
    return "keyword_help";
}

/// A number that is nobody's becomes a contact in the group's domain (S3.100). Secure, as all are
/// until somebody agreed to more: a text says that a page waits.
Subscription::Owner Subscription::newcomer()
{
    const auto now = house_.now();
    const auto number = house_.ids.next(now);
    store::Contact made{.id = house_.ids.make<store::ContactId>(now),
                        .opid = store::Opid::parse("CT-" + store::id_digits(number)).value()};
    made.first_name = with_plus(incoming_.from);
    made.last_name = keyword_.word;
    made.domain = group().domain;
    made.details = {{house_.ids.make<store::DetailId>(now), store::DetailKind::Phone,
                     with_plus(incoming_.from)}};
    made.redundancy = {{store::Channel::Sms, store::Millis{0}, store::Progress::Read}};
    made.created = now;
    store::ContactRepository(connection_, house_.vault).insert(made);
    return {made.id, made.details.front().id};
}

/// Of several who share the phone: one who is in, else one of the group's domain, else the first.
Subscription::Owner Subscription::who_joins() const
{
    const auto people = house_.people();
    const auto* group = people->group(keyword_.group);
    const auto rank = [&](const Owner& owner) {
        const auto* contact = people->contact(owner.contact);
        if (group == nullptr || contact == nullptr)
            return 2;
        if (is_member(*group, owner.contact))
            return 0;
        return contact->domain == group->domain ? 1 : 2;
    };
    return *std::ranges::min_element(owners_, {}, rank);
}

bool Subscription::has_stopped(const Owner& owner)
{
    const auto contact = store::ContactRepository(connection_, house_.vault).find(owner.contact);
    return contact && std::ranges::any_of(contact->details, [&](const auto& detail) {
               return detail.id == owner.detail && detail.opted_out;
           });
}

store::Group Subscription::group()
{
    auto found = store::GroupRepository(connection_, house_.vault).find(keyword_.group);
    if (!found)
        throw store::StoreError("the group of keyword " + keyword_.id.text() + " is missing");
    return std::move(*found);
}

void Subscription::save(const store::Group& group)
{
    engine::must(store::GroupRepository(connection_, house_.vault).update(group));
}

/// In the audit trail, and among the phone's opt-outs, whose state stays as it is.
void Subscription::remember(const Owner& owner, const char* what)
{
    store::AuditEntry entry;
    entry.at = house_.now();
    entry.actor = owner.contact.text();
    entry.action = what;
    entry.subject = keyword_.group.text();
    entry.outcome = "ok";
    entry.origin = "sms";
    store::AuditRepository(connection_, house_.vault).append(std::move(entry));
    store::OptOutEvent event;
    event.detail = owner.detail;
    event.opted_out = has_stopped(owner);
    event.at = house_.now();
    event.origin = "sms";
    event.actor = "contact";
    event.reason = std::string(what) + " " + keyword_.word;
    store::ContactRepository(connection_, house_.vault).note_in_history(event);
}

/// To the phone that the text came from. Each of our words hangs on a message; this one has its
/// own, since whoever joins may never have got any.
void Subscription::say(const Owner& owner, const std::string& words)
{
    const auto now = house_.now();
    store::Message message;
    message.id = house_.ids.make<store::MessageId>(now);
    message.door = store::Door::Api;
    message.originator = keyword_.number;
    message.recipient = group().opid.text();
    message.body = store::ProtectedText(words);
    message.allow_response = false;
    message.accepted = now;
    message.expires = now + house_.rules.default_expiry;
    const auto people = house_.people();
    engine::Drafter drafter(house_.rules, *people, house_.ids, message, now);
    drafter.note("keyword", keyword_.id.text() + " of " + keyword_.group.text(), owner.contact);
    store::Notice notice;
    notice.contact = owner.contact;
    notice.kind = store::NoticeKind::KeyWord;
    notice.way = store::NoticeWay::Sms;
    notice.address = with_plus(incoming_.from);
    notice.reason = words;
    notice.at = now;
    drafter.owe(std::move(notice));
    engine::Commit(connection_, house_).accept(message, drafter.take());
}

} // namespace relay::gateway
