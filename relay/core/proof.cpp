#include "relay/core/proof.h"
#include "relay/core/schedule.h"
#include <algorithm>
#include <set>

namespace relay::core {
namespace {

using store::Channel;
using store::Progress;

/// `has_words`: the channel may carry the message's own words.
Progress provable_by(Channel channel, const Proofs& proofs, const ProofsOfContact& of_contact,
                     bool has_words)
{
    const bool link_is_read = proofs.links && of_contact.has_pin;
    switch (channel) {
    case Channel::Secure:
    case Channel::Push: // leads to the inbox
        return of_contact.has_inbox ? Progress::Replied : Progress::Accepted;
    case Channel::Sms:
        return proofs.sms_answers || link_is_read ? Progress::Replied : Progress::Delivered;
    case Channel::Ivr:
        return has_words || (proofs.calls_ask_pin && of_contact.has_pin) ? Progress::Replied
                                                                         : Progress::Delivered;
    case Channel::Email:
        return proofs.mail_returns || link_is_read ? Progress::Replied : Progress::Accepted;
    case Channel::Snpp:
        return proofs.snpp_answers ? Progress::Replied : Progress::Accepted;
    case Channel::WctpPeer:
        return proofs.peer_answers ? Progress::Replied : Progress::Accepted;
    case Channel::WctpPush:
        return Progress::Pending; // carries no page
    }
    std::abort(); // a value that is no enumerator
}

class Walk {
public:
    explicit Walk(const store::Directory& people) : people_(people) {}

    void add(const store::Group& group)
    {
        if (!groups_.insert(group.id).second)
            return;
        for (const auto& member : group.members)
            std::visit([this](auto id) { add(id); }, member);
        for (const auto& failover : group.failovers)
            std::visit([this](auto id) { add(id); }, failover);
    }
    std::vector<store::ContactId> take() { return std::move(found_); }

private:
    void add(store::ContactId id)
    {
        if (people_.contact(id) != nullptr && contacts_.insert(id).second)
            found_.push_back(id);
    }
    void add(store::GroupId id)
    {
        if (const auto* group = people_.group(id))
            add(*group);
    }
    void add(store::ScheduleId id)
    {
        if (const auto* schedule = people_.schedule(id)) {
            for (const auto person : people_of(*schedule))
                add(person);
        }
    }

    const store::Directory& people_;
    std::set<store::GroupId> groups_;
    std::set<store::ContactId> contacts_;
    std::vector<store::ContactId> found_;
};

} // namespace

Progress provable(const store::Contact& contact, const ChannelsAtHand& channels,
                  const Proofs& proofs, const ProofsOfContact& of_contact)
{
    const bool has_words = !contact.secure && contact.acknowledgement.has_value();
    std::set<Channel> used(contact.copies.begin(), contact.copies.end());
    for (const auto& rule : contact.redundancy)
        used.insert(rule.channel);
    auto most = provable_by(Channel::Secure, proofs, of_contact, has_words);
    for (const auto& planned : plan_test(contact, used, channels, {}).deliveries)
        most = std::max(most, provable_by(planned.channel, proofs, of_contact, has_words));
    return most;
}

std::vector<store::ContactId> everybody_in(const store::Directory& people,
                                           const store::Group& group)
{
    Walk walk(people);
    walk.add(group);
    return walk.take();
}

} // namespace relay::core
