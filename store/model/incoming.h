#pragma once
#include "store/model/delivery.h"
#include "store/model/id.h"
#include "store/model/instant.h"
#include "store/model/protected_text.h"
#include "store/model/words.h"
#include <string>

// What gateways and people say after a text went out.

namespace store {

/// What became of a text, or of one part of a long one.
enum class Fate { Underway, Arrived, Lost };

template <>
struct Words<Fate> {
    static constexpr std::array table{std::pair{Fate::Underway, "underway"},
                                      std::pair{Fate::Arrived, "arrived"},
                                      std::pair{Fate::Lost, "lost"}};
};

/// A text, or a part of one, as a gateway calls it.
struct GatewayPart {
    std::string provider;
    std::string reference;
    DeliveryId delivery;
    int attempt = 1; ///< of that delivery
    Fate fate = Fate::Underway;
    bool operator==(const GatewayPart&) const = default;
};

/// A receipt that nobody can place yet: the gateway's answer is still being written down.
struct EarlyReceipt {
    std::string provider;
    std::string reference;
    Fate fate = Fate::Underway;
    std::string blame; ///< Lost: `detail`, `provider` or `message`
    std::string code;
    Instant at{};
    bool operator==(const EarlyReceipt&) const = default;
};

/// A text that a person sent to one of our numbers.
struct ReceivedText {
    TextId id;
    std::string provider;
    std::string provider_id; ///< the gateway's own; may be empty
    std::string sender;      ///< E.164; stored encrypted
    std::string number;      ///< ours
    ProtectedText text;      ///< stored encrypted
    std::string verdict;     ///< what was made of it: `choice`, `opted_out` ...
    PageId page;             ///< the page that it answers; else not valid
    Instant at{};
    bool operator==(const ReceivedText&) const = default;
};

} // namespace store
