#pragma once
#include "relay/api/problem.h"
#include "relay/http/message.h"
#include "relay/http/target.h"
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

// What a request says of its body, of the answer it wants, and behind the '?'.

namespace relay::api {

/// May the answer be of that media type? RFC 9110 12.5.1; a problem is always acceptable.
[[nodiscard]] bool accepts(const http::Request& request, std::string_view type);

/// Is the body declared as JSON (`is_patch`: or as JSON Merge Patch), in UTF-8? RFC 8259 11.
[[nodiscard]] bool is_json(const http::Request& request, bool is_patch);

/// The parameters of the query; 400 for those that are not `known`, come twice or are of no use:
/// over 100 characters, not UTF-8, flags that are neither 0 nor 1.
tl::expected<http::QueryParameters, Problem> read_query(const http::Request& request,
                                                        const std::vector<std::string>& known);

} // namespace relay::api
