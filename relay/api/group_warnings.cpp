#include "relay/api/group_warnings.h"
#include "relay/core/proof.h"
#include "store/pin_repository.h"
#include <algorithm>

namespace relay::api {
namespace {

/// Who reads the inbox with a device or a token.
std::vector<store::ContactId> inbox_owners(const store::Directory& people)
{
    std::vector<store::ContactId> owners;
    for (const auto& token : people.parts().tokens) {
        if (token.scope == store::Scope::Inbox)
            owners.push_back(token.contact);
    }
    return owners;
}

} // namespace

std::vector<GroupWarning> group_warnings(const Call& call, const store::Group& group)
{
    if (!group.escalation)
        return {};
    const auto& rules = call.house().rules;
    const core::Proofs proofs{rules.sms_answers,   rules.mail_returns, !rules.link_base.empty(),
                              rules.calls_ask_pin, rules.snpp_answers, rules.peer_answers};
    const auto people = call.house().people();
    const auto readers = inbox_owners(*people);
    const auto reader = call.house().database.reader();
    store::PinRepository pins(*reader, call.house().vault);
    std::vector<GroupWarning> warnings;
    for (const auto id : core::everybody_in(*people, group)) {
        const auto* contact = people->contact(id);
        if (!may_see(*people, call.caller, contact->domain))
            continue;
        const core::ProofsOfContact theirs{std::ranges::count(readers, id) > 0, pins.has_pin(id)};
        const auto most = core::provable(*contact, rules.channels, proofs, theirs);
        if (most < group.factor)
            warnings.push_back({id, most});
    }
    return warnings;
}

} // namespace relay::api
