#include "mail/loop.h"

#include "mail/detail/ascii.h"
#include "mail/header.h"

#include <algorithm>

namespace mail {
namespace {

// The host behind "by" in a Received field, RFC 5321 4.4: "from x (...) by HOST with ...".
std::string by_host(std::string_view received)
{
    std::string_view rest = received;
    while (!rest.empty()) {
        if (!ascii::same(ascii::cut_before(rest, ' '), "by"))
            continue;
        rest = ascii::trimmed(rest);
        return ascii::lowered(rest.substr(0, rest.find_first_of(" \t;(")));
    }
    return {};
}

bool is_one_of_us(std::string_view received, const LoopRule& rule)
{
    const auto host = by_host(received);
    return std::find(rule.own_names.begin(), rule.own_names.end(), host) != rule.own_names.end();
}

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
        if (is_named(field, "Received")) {
            ++hops;
            own += is_one_of_us(field.value, rule) ? 1 : 0;
        }
        if (!rule.trace_token.empty() && is_named(field, "X-Belfry-Trace"))
            own += ascii::trimmed(field.value) == rule.trace_token ? 1 : 0;
    }
    return hops > rule.hops || own >= rule.own_trace;
}

} // namespace mail
