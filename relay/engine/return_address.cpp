#include "relay/engine/return_address.h"
#include <openssl/crypto.h>
#include <utility>

namespace relay::engine {
namespace {

constexpr std::size_t mac_digits = 20; // 80 bits
constexpr std::string_view report_word = "bounce+";
constexpr std::string_view answer_word = "reply+";

std::string_view purpose_of(ReturnUse use)
{
    return use == ReturnUse::Report ? "mail report" : "mail answer";
}

std::string mark_for(const store::Vault& vault, ReturnUse use, store::DeliveryId delivery)
{
    const auto id = delivery.text();
    return id + "." + vault.keyed_hash(purpose_of(use), id).substr(0, mac_digits);
}

std::string lowered(std::string_view text)
{
    std::string low(text);
    for (auto& c : low)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return low;
}

} // namespace

std::string report_mark(const store::Vault& vault, store::DeliveryId delivery)
{
    return mark_for(vault, ReturnUse::Report, delivery);
}

std::string answer_mark(const store::Vault& vault, store::DeliveryId delivery)
{
    return mark_for(vault, ReturnUse::Answer, delivery);
}

std::string local_part(ReturnUse use, std::string_view mark)
{
    return std::string(use == ReturnUse::Report ? report_word : answer_word) + std::string(mark);
}

std::optional<ReturnAddress> read_local_part(std::string_view local)
{
    const auto low = lowered(local);
    if (low.starts_with(report_word))
        return ReturnAddress{ReturnUse::Report, low.substr(report_word.size())};
    if (low.starts_with(answer_word))
        return ReturnAddress{ReturnUse::Answer, low.substr(answer_word.size())};
    return std::nullopt;
}

std::optional<store::DeliveryId> proven(const store::Vault& vault, ReturnUse use,
                                        std::string_view mark)
{
    auto low = lowered(mark);
    if (low.starts_with("dl-"))
        low[2] = '_';
    const auto delivery = store::DeliveryId::parse(low.substr(0, low.find('.')));
    if (!delivery)
        return std::nullopt;
    const auto right = mark_for(vault, use, *delivery);
    const bool fits =
        low.size() == right.size() && CRYPTO_memcmp(low.data(), right.data(), low.size()) == 0;
    return fits ? delivery : std::nullopt;
}

} // namespace relay::engine
