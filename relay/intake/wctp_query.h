#pragma once
#include "relay/engine/house.h"
#include "relay/intake/wctp_pace.h"
#include "relay/intake/wctp_rules.h"
#include "store/model/message.h"
#include "wctp/client_query.h"
#include "wctp/result.h"
#include <functional>

namespace relay::intake {

/// What became of a transient client's message. There is no acknowledgement, so every answer holds
/// all events so far (WCTP.md 3.1). All three of senderID, recipientID and trackingNumber must be
/// the message's, else it does not exist: 504.
class ClientQueries {
public:
    ClientQueries(const engine::House& house, const WctpRules& rules);

    /// `may_ask`: has who asks proven to be the message's source? Reads the store. Throws
    /// store::StoreError.
    wctp::Result<wctp::ClientQueryResponse>
    answer(const wctp::ClientQuery& query,
           const std::function<bool(const store::Source&)>& may_ask);

private:
    const engine::House& house_; ///< outlives us
    const WctpRules rules_;
    QueryPace pace_;
};

} // namespace relay::intake
