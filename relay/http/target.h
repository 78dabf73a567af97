#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace relay::http {

/// Percent-decoding, once. Empty: a '%' without two hex digits behind it.
std::optional<std::string> percent_decoded(std::string_view text);

/// The path as handlers see it: decoded once, runs of '/' made one. Empty, to be refused with 400:
/// dot segments, encoded '/' or '\', a plain '\', control characters, text that is not UTF-8.
std::optional<std::string> normalised_path(std::string_view raw);

using QueryParameters = std::vector<std::pair<std::string, std::string>>;

/// `a=1&b=%20` or a form body: names and values decoded, '+' is a blank. Empty: bad percent
/// encoding, or more than `max` parameters.
std::optional<QueryParameters> parse_query(std::string_view query, std::size_t max = 1000);

/// The first value of that name.
std::optional<std::string_view> find_parameter(const QueryParameters& parameters,
                                               std::string_view name);

/// What a Host field or an absolute target names: lower case, without port. Empty: not a host.
std::optional<std::string> host_name(std::string_view authority);

} // namespace relay::http
