#include "relay/service/dial_check.h"
#include "relay/service/log.h"
#include "relay/voice/number.h"
#include <algorithm>

namespace relay::service {
namespace {

voice::DialRules rules_of(const IvrRoute& route)
{
    const auto& calls = route.driver == IvrDriver::Sip ? route.sip : route.calls;
    return {calls.never, calls.outside};
}

bool is_called(const store::Contact& contact)
{
    return std::ranges::count(contact.copies, store::Channel::Ivr) > 0 ||
           std::ranges::count(contact.redundancy, store::Channel::Ivr,
                              &store::Redundancy::channel) > 0;
}

} // namespace

std::vector<NeverCalled> never_called(const Config& config, const store::Directory& people)
{
    std::vector<NeverCalled> found;
    for (const auto& contact : people.parts().contacts) {
        if (!is_called(contact))
            continue;
        for (const auto& detail : contact.details) {
            const auto number = detail.kind == store::DetailKind::Phone
                                    ? voice::plain_number(detail.address)
                                    : std::nullopt;
            for (const auto& route : config.channels.ivr) {
                const auto why =
                    number ? voice::why_not_dial(*number, rules_of(route)) : std::nullopt;
                if (why && (found.empty() || found.back() != NeverCalled{contact.id, *why}))
                    found.push_back({contact.id, *why});
            }
        }
    }
    return found;
}

void tell_never_called(const Config& config, const store::Directory& people)
{
    for (const auto& [contact, why] : never_called(config, people))
        log::room("service").warning("a contact is to be called at a number that never is",
                                     {{"contact", contact}, {"why", why}});
}

} // namespace relay::service
