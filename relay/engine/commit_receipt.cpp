// The part of Commit that is about what gateways say afterwards.
#include "relay/core/receipts.h"
#include "relay/engine/commit.h"
#include "store/delivery_repository.h"
#include "store/gateway_repository.h"
#include "store/receipt_repository.h"
#include <algorithm>

namespace relay::engine {
namespace {

using channels::Blame;
using store::Fate;
using store::Progress;

constexpr std::array blames{std::pair{Blame::Detail, std::string_view("detail")},
                            std::pair{Blame::Provider, std::string_view("provider")},
                            std::pair{Blame::Message, std::string_view("message")}};

std::string word_of(Blame blame)
{
    return std::string(
        std::ranges::find(blames, blame, &std::pair<Blame, std::string_view>::first)->second);
}

Blame blame_of(std::string_view word)
{
    const auto found = std::ranges::find(blames, word, &std::pair<Blame, std::string_view>::second);
    return found == blames.end() ? Blame::Provider : found->first;
}

Fate fate_of(const channels::Receipt& receipt)
{
    if (std::holds_alternative<channels::Arrived>(receipt.state))
        return Fate::Arrived;
    return std::holds_alternative<channels::Lost>(receipt.state) ? Fate::Lost : Fate::Underway;
}

std::string word_of_blame(const channels::Receipt& receipt)
{
    const auto* lost = std::get_if<channels::Lost>(&receipt.state);
    return word_of(lost == nullptr ? Blame::Provider : lost->blame);
}

channels::Receipt receipt_of(const store::EarlyReceipt& early)
{
    channels::Receipt receipt;
    receipt.provider = early.provider;
    receipt.reference = early.reference;
    receipt.code = early.code;
    if (early.fate == Fate::Arrived)
        receipt.state = channels::Arrived{};
    if (early.fate == Fate::Lost)
        receipt.state = channels::Lost{blame_of(early.blame)};
    return receipt;
}

/// Only these have handles by which a gateway calls them later.
bool has_receipts(store::Channel channel)
{
    return channel == store::Channel::Sms || channel == store::Channel::Ivr ||
           channel == store::Channel::Snpp || channel == store::Channel::WctpPeer;
}

} // namespace

void Commit::receipt(const channels::Receipt& receipt)
{
    store::GatewayRepository gateways(connection_);
    const auto parts = receipt.reference.empty()
                           ? std::vector<store::GatewayPart>()
                           : gateways.find(receipt.provider, receipt.reference);
    if (receipt.delivery.valid() && store::DeliveryRepository(connection_).find(receipt.delivery))
        return receipt_of_ours(receipt, parts);
    for (const auto& part : parts)
        receipt_of_part(receipt, part);
    // A canary's: no row, but an id of ours.
    const auto name = receipt.delivery.valid() ? receipt.delivery.text() : receipt.reference;
    if (parts.empty() && !name.empty())
        gateways.keep(
            {receipt.provider, name, fate_of(receipt), word_of_blame(receipt), receipt.code, now_});
}

/// A gateway that gives our id back may call the text by a name that its answer did not have
/// (Kannel): then this is about the whole text. What went with it in one text has the same fate.
void Commit::receipt_of_ours(const channels::Receipt& receipt,
                             const std::vector<store::GatewayPart>& parts)
{
    bool is_named = false;
    for (const auto& part : parts) {
        receipt_of_part(receipt, part);
        is_named = is_named || part.delivery == receipt.delivery;
    }
    const auto delivery = store::DeliveryRepository(connection_).find(receipt.delivery);
    if (!is_named && delivery)
        receipt_of(*delivery, receipt, fate_of(receipt));
}

void Commit::receipt_of_part(const channels::Receipt& receipt, store::GatewayPart part)
{
    store::GatewayRepository gateways(connection_);
    const auto delivery = store::DeliveryRepository(connection_).find(part.delivery);
    if (!delivery)
        return;
    part.fate = core::later(part.fate, fate_of(receipt));
    gateways.save_fate(part);
    if (part.attempt != delivery->attempts && fate_of(receipt) == Fate::Lost)
        return note(*delivery, "receipt", "an earlier attempt was lost");
    std::vector<Fate> fates;
    for (const auto& other : gateways.parts_of(delivery->id, part.attempt))
        fates.push_back(other.fate);
    receipt_of(*delivery, receipt, core::fate_of_all(fates));
}

void Commit::receipt_of(const store::Delivery& delivery, const channels::Receipt& receipt,
                        Fate fate)
{
    if (fate == Fate::Underway)
        return;
    const core::DeliveryEvent event = fate == Fate::Arrived
                                          ? core::DeliveryEvent(core::ReceiptCame{})
                                          : core::DeliveryEvent(core::GatewayRefused{});
    const auto step = core::advance(delivery, event, house_.rules.of(delivery), now_);
    if (step.next == delivery)
        return; // said before
    store::ReceiptRepository(connection_)
        .insert({delivery.id, delivery.page, delivery.channel,
                 fate == Fate::Arrived ? Progress::Delivered : Progress::Failed, receipt.reference,
                 receipt.code, now_});
    save(delivery, step);
    judge_address(delivery, receipt);
    note(delivery, std::string(store::word(step.next.state)),
         "the gateway says so" + (receipt.code.empty() ? "" : " (" + receipt.code + ")"));
    after(delivery, step);
    const bool is_news = step.next.state == store::DeliveryState::Delivered;
    if (is_news && delivery.kind != store::DeliveryKind::Notice && delivery.page.valid())
        progressed(delivery.page, Progress::Delivered, store::word(delivery.channel));
}

/// By which its receipts will be told, and those that came already.
void Commit::keep_handles(const store::Delivery& delivery, const store::Attempt& attempt,
                          const channels::Accepted& accepted)
{
    if (!has_receipts(delivery.channel) || accepted.reference.empty())
        return;
    store::GatewayRepository gateways(connection_);
    auto references = accepted.parts;
    references.insert(references.begin(), accepted.reference);
    for (const auto& reference : references)
        gateways.insert(
            {attempt.provider, reference, delivery.id, delivery.attempts, Fate::Underway});
    for (const auto& reference : references) {
        for (const auto& early : gateways.take(attempt.provider, reference))
            receipt(engine::receipt_of(early));
    }
}

} // namespace relay::engine
