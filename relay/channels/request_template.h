#pragma once
#include "relay/channels/gateway_driver.h"
#include "relay/channels/http_client.h"
#include <map>
#include <string>

namespace relay::channels {

/// What the placeholders of one request stand for.
struct SlotValues {
    std::string base;
    std::string to;
    std::string from;
    std::string text;
    std::string delivery;
    std::string attempt_id;
    std::optional<std::int64_t> validity; ///< seconds; empty: the message does not expire
    std::string reference;                ///< of a question
    std::string since;                    ///< of a question
    std::string call;                     ///< of a hosted call
    std::string ring_s;                   ///< of a hosted call
    std::string callback;
    std::map<std::string, std::string> secrets;
    std::map<std::string, std::string> params;
};

/// The request with every value in its place. Values go into the parsed structure (a JSON string,
/// a form field, a component of the URL), never into its text, so no value can add a field.
/// {base} alone goes into the URL as it is, since it is the operator's. A field or header one of
/// whose placeholders has no value is left out.
HttpRequest fill(const RequestTemplate& request, const SlotValues& values);

/// `text` with every byte but letters, digits and "-._~" percent-encoded (RFC 3986 2.3).
std::string percent_encoded(std::string_view text);

/// `text`, or its beginning and " (cut)" so that it has at most `max_chars` characters of UTF-8.
std::string cut_visibly(const std::string& text, std::size_t max_chars);

} // namespace relay::channels
