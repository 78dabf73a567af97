#pragma once
// Contacts, groups and messages for tests, said in one line each.
#include "store/model/directory.h"
#include "store/model/escalation.h"
#include "store/model/message.h"
#include <string>

namespace build {

using namespace std::chrono_literals;

inline constexpr store::Instant noon = store::instant(1'800'000'000'000);

inline store::Opid opid(std::string_view text)
{
    return store::Opid::parse(text).value();
}

class ContactBuilder {
public:
    ContactBuilder(std::int64_t id, std::string_view address)
        : contact_{.id = {id}, .opid = opid(address), .first_name = "Ann", .last_name = "Lee"}
    {
        contact_.domain = {1};
    }
    ContactBuilder& in_domain(std::int64_t domain)
    {
        contact_.domain = {domain};
        return *this;
    }
    ContactBuilder& phone(std::int64_t id, std::string number, bool opted_out = false)
    {
        contact_.details.push_back({{id}, store::DetailKind::Phone, std::move(number), opted_out});
        return *this;
    }
    ContactBuilder& mail(std::int64_t id, std::string address, bool opted_out = false)
    {
        contact_.details.push_back({{id}, store::DetailKind::Email, std::move(address), opted_out});
        return *this;
    }
    ContactBuilder& foreign(std::int64_t id, store::DetailKind kind, std::string name)
    {
        contact_.details.push_back({{id}, kind, std::move(name), false});
        return *this;
    }
    ContactBuilder& redundancy(store::Channel channel, store::Millis delay,
                               store::Progress unless = store::Progress::Read)
    {
        contact_.redundancy.push_back({channel, delay, unless});
        return *this;
    }
    ContactBuilder& copy(store::Channel channel)
    {
        contact_.copies.push_back(channel);
        return *this;
    }
    ContactBuilder& alias(std::string text)
    {
        contact_.alias = std::move(text);
        return *this;
    }
    operator store::Contact() const { return contact_; }
    store::Contact get() const { return contact_; }

private:
    store::Contact contact_;
};

inline ContactBuilder contact(std::int64_t id, std::string_view address)
{
    return {id, address};
}

inline store::Group group(std::int64_t id, std::string_view address,
                          std::vector<store::Member> members)
{
    store::Group made{.id = {id}, .opid = opid(address), .name = std::string(address)};
    made.domain = {1};
    made.members = std::move(members);
    return made;
}

inline store::Group escalating(std::int64_t id, std::string_view address,
                               std::vector<store::Member> members,
                               std::vector<store::Member> failovers = {},
                               store::Millis interval = 5min,
                               store::Progress factor = store::Progress::Read)
{
    auto made = group(id, address, std::move(members));
    made.escalation = true;
    made.failovers = std::move(failovers);
    made.failover_interval = interval;
    made.factor = factor;
    return made;
}

/// People take turns by the day from noon's own midnight (UTC) on.
inline store::Schedule schedule(std::int64_t id, std::string_view address,
                                std::vector<store::ContactId> people)
{
    store::Schedule made{.id = {id}, .opid = opid(address), .name = std::string(address)};
    made.domain = {1};
    store::DutyLayer layer{.turn = store::Turn::Day};
    layer.begins = std::chrono::floor<std::chrono::days>(noon);
    layer.people = std::move(people);
    made.layers = {layer};
    return made;
}

inline store::Message message(std::string body = "Bed 12 calls")
{
    store::Message made;
    made.id = {100};
    made.source = {1};
    made.principal = {1};
    made.originator = "nurse.call@alarms.example";
    made.body = store::ProtectedText(std::move(body));
    made.accepted = noon;
    return made;
}

/// Domain 1 is shared, domain 2 is not.
inline store::Directory::Parts parts(std::vector<store::Contact> contacts,
                                     std::vector<store::Group> groups = {})
{
    store::Directory::Parts made;
    made.contacts = std::move(contacts);
    made.groups = std::move(groups);
    made.domains = {{{1}, "Shared", true}, {{2}, "VIPs", false}};
    made.principals = {{{1}, "mary"}, {{2}, "bob"}};
    made.version = 1;
    return made;
}

} // namespace build
