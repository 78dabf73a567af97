#pragma once
#include "store/connection.h"
#include "store/model/channel.h"
#include "store/model/id.h"
#include "store/model/instant.h"
#include <string>
#include <vector>

namespace store {

/// News from outside about a delivery.
struct Receipt {
    DeliveryId delivery;
    PageId page; ///< not valid: of a notice
    Channel channel = Channel::Sms;
    Progress kind = Progress::Delivered; ///< Accepted, Delivered, Read or Failed
    std::string reference;               ///< the gateway's handle
    std::string code;                    ///< the gateway's own word for it; may be empty
    Instant at{};                        ///< when we heard it
    bool operator==(const Receipt&) const = default;
};

/// Receipts. Works inside the caller's transaction.
class ReceiptRepository {
public:
    explicit ReceiptRepository(Connection& connection) : connection_(connection) {}

    void insert(const Receipt& receipt);
    /// In the order in which they came.
    std::vector<Receipt> of_delivery(DeliveryId delivery);
    std::vector<Receipt> of_page(PageId page);

private:
    Connection& connection_; ///< outlives us
};

} // namespace store
