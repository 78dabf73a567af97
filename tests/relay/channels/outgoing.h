#pragma once
// What goes out, for tests of channels, said in one line each.
#include "relay/channels/channel.h"
#include <chrono>
#include <ostream>
#include <string>

namespace relay::channels {

inline constexpr store::Instant noon = store::instant(1'800'000'000'000);

inline Outgoing text_out(const std::string& to, const std::string& text = "Bed 12 calls",
                         const std::string& subject = "")
{
    TextOut words;
    words.to = to;
    words.text = core::release_status(text);
    words.subject = core::release_status(subject);
    Outgoing outgoing;
    outgoing.delivery = {4711};
    outgoing.now = noon;
    outgoing.payload = words;
    return outgoing;
}

/// One line for the messages of tests, such as "Busy http 503: HTTP 503".
inline std::string said(const Outcome& outcome)
{
    if (const auto* accepted = std::get_if<Accepted>(&outcome))
        return "Accepted " + accepted->reference + ": " + accepted->detail;
    if (const auto* busy = std::get_if<Busy>(&outcome))
        return "Busy " + busy->code + ": " + busy->detail;
    if (const auto* unclear = std::get_if<Unclear>(&outcome))
        return "Unclear " + unclear->code + ": " + unclear->detail;
    const auto& refused = std::get<Refused>(outcome);
    const auto* whose = refused.blame == Blame::Detail     ? "Detail "
                        : refused.blame == Blame::Provider ? "Provider "
                                                           : "Message ";
    return "Refused " + std::string(whose) + refused.code + ": " + refused.detail;
}

/// Is the outcome told in these first words?
inline bool begins(const Outcome& outcome, const std::string& words)
{
    return said(outcome).starts_with(words);
}

/// Sends until it got to the peer, for which a patience of milliseconds may be too short.
/// `is_there`: has the peer got it?
template <class Send, class IsThere>
Outcome sent_for_sure(const Send& send, const IsThere& is_there)
{
    auto outcome = send();
    while (std::holds_alternative<Busy>(outcome) && !is_there())
        outcome = send();
    return outcome;
}

inline void PrintTo(const Outcome& outcome, std::ostream* out)
{
    *out << said(outcome);
}

} // namespace relay::channels
