#pragma once
#include "store/model/id.h"
#include "store/model/instant.h"
#include <cstdint>
#include <optional>
#include <string>

namespace store {

/// What a source is told of a recipient that exists, and has neither fetched nor been pushed yet.
/// WCTP wctp-LookupResponse.
struct LookupAnswer {
    std::int64_t id = 0; ///< its sequence number; rises
    SourceId source;
    std::string sender_id; ///< who asked, as on the wire; so are the others
    std::string recipient_id;
    std::string response_to;
    std::string transaction_id;
    int max_length = 0; ///< characters of a text
    Instant at{};
    std::string wctp_version{};         ///< of the question; so is the token
    std::string wctp_token{};           ///< echoed
    std::optional<Instant> next_push{}; ///< empty: it is not pushed
    int push_tries = 0;
    bool operator==(const LookupAnswer&) const = default;
};

} // namespace store
