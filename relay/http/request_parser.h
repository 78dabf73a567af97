#pragma once
#include "relay/http/chunked_reader.h"
#include "relay/http/input_buffer.h"
#include "relay/http/message.h"
#include "relay/http/refusal.h"
#include "relay/http/request_head.h"
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace relay::http {

struct ParserLimits {
    std::size_t request_line = 8u << 10; ///< bytes; more: 414
    std::size_t header = 32u << 10;      ///< bytes, all fields together; more: 431
    std::size_t fields = 100;            ///< more: 431; also of a trailer
    std::size_t body = 64u << 10;        ///< bytes; more: 413
    /// When set, asked instead of `body` once the head is known.
    std::function<std::size_t(const Request&)> body_of;
    std::vector<std::string> hosts; ///< lower case, no port; others get 421. Empty: any
};

/// There is nothing to do before more bytes come.
struct NeedsMore {
    bool operator==(const NeedsMore&) const = default;
};

/// HTTP/1.0 and 1.1 requests out of a stream of bytes, by the letter of RFC 9112: what two programs
/// could read in two ways is refused and never repaired.
///
/// Pure and incremental: feed() bytes as they come, then call next() until it says NeedsMore. A
/// request is whole or absent. After a Refusal the parser is used up.
class RequestParser {
public:
    using Outcome = std::variant<NeedsMore, Request, Refusal>;

    /// `limits` outlives us.
    explicit RequestParser(const ParserLimits& limits) : limits_(limits) {}

    void feed(std::string_view bytes) { input_.append(bytes); }
    Outcome next();

    /// Between: no byte of the next request is here (blank lines do not count).
    enum class Phase { Between, Head, Body };
    Phase phase() const noexcept { return phase_; }

    /// True, once, when the peer waits for "100 Continue" and nothing of the body has come.
    bool take_continue();

    /// Whether the connection outlives the answer to the request that next() gave last.
    bool keeps_alive() const noexcept { return framing_.keeps_alive; }

    /// Bytes of the present body so far; bytes held here in all.
    std::size_t body_received() const noexcept { return request_.body.size(); }
    std::size_t buffered() const noexcept { return input_.size() + request_.body.size(); }

private:
    OrRefusal<bool> begin();
    OrRefusal<bool> take_head_line();
    OrRefusal<bool> take_first_line(std::string_view line);
    OrRefusal<bool> take_field(std::string_view line);
    OrRefusal<bool> end_head();
    OrRefusal<bool> take_body();

    const ParserLimits& limits_;
    InputBuffer input_;
    Phase phase_ = Phase::Between;
    bool has_first_line_ = false;
    int blank_lines_ = 0;
    std::size_t header_bytes_ = 0;
    Request request_;
    Framing framing_;
    bool owes_continue_ = false;
    std::optional<ChunkedReader> chunks_;
};

} // namespace relay::http
