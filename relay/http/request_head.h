#pragma once
#include "relay/http/message.h"
#include "relay/http/refusal.h"
#include <cstdint>
#include <string_view>
#include <vector>

namespace relay::http {

/// How the bytes behind a head are cut into requests, and what the head asks of the connection.
struct Framing {
    enum class Body { None, Counted, Chunked };
    Body body = Body::None;
    std::uint64_t length = 0; ///< Counted only
    bool keeps_alive = true;
    bool expects_continue = false;
    bool operator==(const Framing&) const = default;
};

/// "POST /wctp HTTP/1.1" -> method, target, path, query, version; an absolute target also sets
/// `host`. RFC 9112 3.
OrRefusal<Request> parse_request_line(std::string_view line);

/// "Name: value" with the blanks around the value cut. RFC 9112 5: no blank before the colon, no
/// folding.
OrRefusal<Headers::Field> parse_field(std::string_view line);

/// Judges the fields as a whole: sets `request.host` and says how the body is framed. `hosts`:
/// lower case; empty: every host.
OrRefusal<Framing> examine_head(Request& request, const std::vector<std::string>& hosts);

} // namespace relay::http
