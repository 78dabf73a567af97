#pragma once
#include "relay/http/message.h"
#include "relay/net/result.h"
#include <ctime>
#include <string>

namespace relay::http {

/// What a writer must know of the request that it answers.
struct AnswerFacts {
    bool is_head = false;    ///< no body goes out
    bool keeps_alive = true; ///< else "Connection: close"
    bool is_http_10 = false; ///< a kept connection must be announced
    bool tls = false;        ///< Strict-Transport-Security
};

/// The bytes of an answer: always with Content-Length (where the status allows a body), Date,
/// Connection where the version asks for it, and these unless the response names them itself:
/// Cache-Control no-store, X-Content-Type-Options, Referrer-Policy, Content-Security-Policy that
/// allows nothing, and under TLS Strict-Transport-Security.
///
/// Refused, because a handler has a bug or passes on what a peer sent: CR, LF, NUL or another
/// control character in a value, a name that is no token, a field that is ours, a status outside
/// 200-599. The text names the field and never quotes its value.
net::Result<std::string> write_response(const Response& response, const AnswerFacts& facts,
                                        std::time_t date);

/// As write_response(), of a stream's head: no Content-Length, the connection's end is the end.
net::Result<std::string> write_stream_head(const Response& head, const AnswerFacts& facts,
                                           std::time_t date);

/// "Sun, 06 Nov 1994 08:49:37 GMT". RFC 9110 5.6.7.
std::string http_date(std::time_t date);

} // namespace relay::http
