#pragma once
#include "relay/http/message.h"
#include "store/model/instant.h"
#include <string>
#include <string_view>
#include <vector>

// RFC 9457: a refusal that programs can tell apart and people understand.

namespace relay::api {

/// What is wrong with one field of the request's body.
struct FieldError {
    std::string pointer; ///< RFC 6901: "/details/0/address"; empty: the body as a whole
    std::string detail;  ///< one sentence
    bool operator==(const FieldError&) const = default;
};

struct Problem {
    int status = 500;
    std::string slug;   ///< `urn:belfry:problem:` and this word
    std::string title;  ///< the same for all of this type
    std::string detail; ///< one sentence about this case
    std::vector<FieldError> errors;
    http::Headers headers;
};

// clang-format off
Problem bad_request(std::string detail);                                       // 400
Problem unauthorized(std::string detail);                                      // 401
Problem forbidden(std::string detail);                                         // 403
Problem not_found();                                                           // 404
Problem method_not_allowed(const std::string& allowed);                        // 405
Problem not_acceptable(std::string_view offered);                              // 406
Problem conflict(std::string slug, std::string detail, std::vector<FieldError> errors = {}); // 409
Problem gone(std::string detail);                                              // 410
Problem stale(const std::string& etag);                                        // 412
Problem unsupported_type(std::string_view wanted);                             // 415
Problem invalid(std::vector<FieldError> errors);                               // 422
Problem precondition_required();                                               // 428
Problem too_fast();                                                            // 429
Problem too_fast(store::Millis wait, std::string detail);                      // 429
Problem unavailable(std::string detail);                                       // 503
// clang-format on

http::Response respond_with(const Problem& problem, const std::string& request_id);

} // namespace relay::api
