#pragma once
#include "store/connection.h"
#include "store/model/incoming.h"
#include "store/vault.h"
#include <optional>
#include <string_view>
#include <vector>

namespace store {

/// What gateways call the texts that they took, and receipts that came too early. Works inside the
/// caller's transaction.
class GatewayRepository {
public:
    explicit GatewayRepository(Connection& connection) : connection_(connection) {}

    /// The same again changes nothing.
    void insert(const GatewayPart& part);
    /// All that ever had this reference, the newest first: several pages may have gone as one text,
    /// and gateways count anew some day.
    std::vector<GatewayPart> find(std::string_view provider, std::string_view reference);
    void save_fate(const GatewayPart& part);
    /// Of one attempt, in no order.
    std::vector<GatewayPart> parts_of(DeliveryId delivery, int attempt);

    /// The same again changes nothing.
    void keep(const EarlyReceipt& receipt);
    /// The oldest first.
    std::vector<EarlyReceipt> early(std::string_view provider, std::string_view reference);
    /// Takes them out, oldest first.
    std::vector<EarlyReceipt> take(std::string_view provider, std::string_view reference);
    /// Forgets up to `limit` that came before `older_than`; answers how many.
    std::size_t prune(Instant older_than, std::size_t limit);

private:
    Connection& connection_; ///< outlives us
};

/// Texts from people. Works inside the caller's transaction.
class ReceivedTextRepository {
public:
    ReceivedTextRepository(Connection& connection, const Vault& vault)
        : connection_(connection), vault_(vault)
    {
    }

    /// False: the gateway gave us this one before.
    [[nodiscard]] bool insert(const ReceivedText& text);
    /// Saves verdict and page.
    void save_verdict(const ReceivedText& text);
    std::optional<ReceivedText> find(TextId id);

private:
    Connection& connection_; ///< outlives us
    const Vault& vault_;     ///< outlives us
};

} // namespace store
