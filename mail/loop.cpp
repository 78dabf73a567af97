#include "mail/loop.h"

#include "mail/detail/ascii.h"
#include "mail/header.h"

#include <algorithm>

namespace mail {
namespace {

bool names_a_recipient(std::string_view value, const Envelope& envelope)
{
    auto address = ascii::trimmed(value);
    if (address.size() > 2 && address.front() == '<' && address.back() == '>')
        address = address.substr(1, address.size() - 2);
    return std::any_of(
        envelope.recipients.begin(), envelope.recipients.end(),
        [&](const Address& recipient) { return ascii::same(recipient.text(), address); });
}

} // namespace

bool is_loop(std::string_view message, const Envelope& envelope, const LoopRule& rule)
{
    int hops = 0;
    int own = 0;
    for (const auto& field : read_header(message).fields) {
        if (is_named(field, "Delivered-To") && names_a_recipient(field.value, envelope))
            return true;
        // Whose name stands in it proves nothing: a mail server on this machine has ours.
        hops += is_named(field, "Received") ? 1 : 0;
        if (!rule.trace_token.empty() && is_named(field, "X-Belfry-Trace"))
            own += ascii::trimmed(field.value) == rule.trace_token ? 1 : 0;
    }
    return hops > rule.hops || own >= rule.own_trace;
}

} // namespace mail
