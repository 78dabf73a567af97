#include "relay/intake/shadow_tracking.h"
#include "store/model/directory.h"
#include "store/token.h"

namespace relay::intake {
namespace {

constexpr std::string_view purpose = "wctp shadow tracking";
constexpr std::size_t half = 8; ///< characters: what is proven, then the proof
constexpr char queued_mark = 'q';
constexpr char silent_mark = 'n';

/// 32 bits in letters: whoever guesses them learns that nothing is known.
std::string proof(const store::Vault& vault, const ShadowParties& parties, std::string_view proven)
{
    const auto hash = vault.keyed_hash(purpose, std::string(proven) + "\n" +
                                                    store::folded_lower(parties.sender_id) + "\n" +
                                                    store::folded_upper(parties.recipient_id));
    std::string letters;
    for (const char digit : hash.substr(0, half))
        letters += static_cast<char>(digit <= '9' ? 'a' + (digit - '0') : 'k' + (digit - 'a'));
    return letters;
}

} // namespace

std::string make_shadow_tracking(const store::Vault& vault, const ShadowParties& parties,
                                 bool wants_queued)
{
    auto tracking = store::make_tracking().substr(0, half);
    tracking[0] = wants_queued ? queued_mark : silent_mark;
    return tracking + proof(vault, parties, tracking);
}

ShadowNews shadow_news(const store::Vault& vault, const ShadowParties& parties,
                       std::string_view tracking)
{
    if (tracking.size() != 2 * half ||
        tracking.substr(half) != proof(vault, parties, tracking.substr(0, half)))
        return ShadowNews::Unknown;
    return tracking[0] == queued_mark ? ShadowNews::Queued : ShadowNews::Nothing;
}

} // namespace relay::intake
