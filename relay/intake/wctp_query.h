#pragma once
#include "relay/engine/house.h"
#include "relay/intake/wctp_handler.h"
#include "store/model/message.h"
#include "wctp/client_query.h"
#include "wctp/result.h"
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace relay::intake {

/// How often each message may be asked about: 600 the first time that it is too early, then 601.
/// Thread-safe; the caller tells the time.
class QueryPace {
public:
    explicit QueryPace(store::Millis interval) : interval_(interval) {}

    /// Empty: it may be answered.
    std::optional<wctp::Code> check(store::MessageId message, store::Instant now);

private:
    struct Asked {
        store::Instant answered;
        bool was_told = false;
    };
    store::Millis interval_;
    std::mutex mutex_;
    std::unordered_map<store::MessageId, Asked> asked_; ///< guarded by mutex_
};

/// What became of a transient client's message. There is no acknowledgement, so every answer holds
/// all events so far (WCTP.md 3.1). All three of senderID, recipientID and trackingNumber must be
/// the message's, else it does not exist: 504.
class ClientQueries {
public:
    ClientQueries(const engine::House& house, const WctpRules& rules);

    /// Reads the store. Throws store::StoreError.
    wctp::Result<wctp::ClientQueryResponse> answer(const wctp::ClientQuery& query,
                                                   std::string_view peer);

private:
    const engine::House& house_; ///< outlives us
    const WctpRules rules_;
    QueryPace pace_;
};

} // namespace relay::intake
