// The part of Commit that is about what gateways say afterwards.
#include "relay/core/receipts.h"
#include "relay/engine/commit.h"
#include "store/attempt_repository.h"
#include "store/delivery_repository.h"
#include "store/gateway_repository.h"
#include "store/id_generator.h"
#include "store/receipt_repository.h"
#include <algorithm>

namespace relay::engine {
namespace {

using channels::Blame;
using store::Fate;
using store::Progress;

/// Between the pages that went as one text.
constexpr store::Millis longest_in_store = std::chrono::hours(48);
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
                           : of_one_text(gateways.find(receipt.provider, receipt.reference));
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

/// Of the parts that have one reference those that went with the newest: the others' was used
/// before.
std::vector<store::GatewayPart> Commit::of_one_text(std::vector<store::GatewayPart> parts)
{
    if (parts.size() < 2)
        return parts;
    const auto newest_made = store::IdGenerator::instant_of(parts.front().delivery.value);
    std::erase_if(parts, [&](const auto& part) {
        return store::IdGenerator::instant_of(part.delivery.value) < newest_made - longest_in_store;
    });
    store::AttemptRepository attempts(connection_, house_.vault);
    const auto started = [&](const store::GatewayPart& part) -> std::optional<store::Instant> {
        const auto all = attempts.of_delivery(part.delivery);
        const auto its = std::ranges::find(all, part.attempt, &store::Attempt::number);
        return its == all.end() ? std::nullopt : std::optional(its->started);
    };
    std::optional<store::Instant> newest;
    for (const auto& part : parts)
        newest = std::max(newest, started(part));
    std::erase_if(parts, [&](const auto& part) { return started(part) != newest; });
    return parts;
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
    if (is_named || !delivery)
        return;
    for (const auto& together : went_together(*delivery))
        receipt_of(together, receipt, fate_of(receipt));
}

/// With it in one text; itself first.
std::vector<store::Delivery> Commit::went_together(const store::Delivery& delivery)
{
    store::GatewayRepository gateways(connection_);
    store::DeliveryRepository deliveries(connection_);
    std::vector<store::Delivery> all{delivery};
    for (const auto& part : gateways.parts_of(delivery.id, delivery.attempts)) {
        for (const auto& other : of_one_text(gateways.find(part.provider, part.reference))) {
            const auto found = deliveries.find(other.delivery);
            if (found && std::ranges::count(all, found->id, &store::Delivery::id) == 0)
                all.push_back(*found);
        }
    }
    return all;
}

void Commit::receipt_of_part(const channels::Receipt& receipt, store::GatewayPart part)
{
    store::GatewayRepository gateways(connection_);
    const auto delivery = store::DeliveryRepository(connection_).find(part.delivery);
    if (!delivery)
        return;
    lock(delivery->message); // another node may hear of another part
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
    const auto part_of = [&](const std::string& reference) {
        return store::GatewayPart{attempt.provider, reference, delivery.id, delivery.attempts,
                                  Fate::Underway};
    };
    for (const auto& reference : references)
        gateways.insert(part_of(reference));
    for (const auto& reference : references) {
        // Not taken away: it is for each of those that went as one text.
        for (const auto& early : gateways.early(attempt.provider, reference))
            receipt_of_part(engine::receipt_of(early), part_of(reference));
    }
}

} // namespace relay::engine
