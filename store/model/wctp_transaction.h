#pragma once
#include "store/model/id.h"
#include "store/model/instant.h"
#include <string>
#include <vector>

namespace store {

/// What one source sent us, whole, so that it can be decided again.
struct WctpRequest {
    std::string peer; ///< numeric address
    std::string method;
    std::string path;
    std::string query;
    std::string content_type;
    std::string body;
    std::string certificate; ///< sha256 in hex of the client certificate; empty: it showed none
    std::vector<std::string> certificate_names;
    bool operator==(const WctpRequest&) const = default;
};

/// A recorded exchange with what was decided.
struct WctpTransaction {
    std::int64_t id = 0; ///< rises with time
    SourceId source;
    Instant at{};
    WctpRequest request;
    std::vector<std::string> decision; ///< a line each
    bool operator==(const WctpTransaction&) const = default;
};

} // namespace store
