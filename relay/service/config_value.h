#pragma once
#include "relay/service/config.h"
#include <optional>
#include <string>
#include <string_view>

/// The notations of values in `belfry.yaml`, as text to value and back.
namespace relay::service {

/// "500ms", "30s", "5m", "4h", "3d". Empty: not one of these, or over 100 years.
std::optional<store::Millis> parse_duration(std::string_view text);
/// The shortest spelling that parse_duration reads as the same.
std::string duration_text(store::Millis span);

/// "512B", "64KiB", "10MiB", "2GiB". Empty: not one of these.
std::optional<std::size_t> parse_size(std::string_view text);
std::string size_text(std::size_t bytes);

/// "127.0.0.1:8080", "[::1]:8080" or "systemd:NAME". Empty: none of these; a host name is none,
/// since what it stands for may change.
std::optional<Endpoint> parse_endpoint(std::string_view text);

/// An address with a prefix length, or an address alone: "10.0.0.0/8", "::1".
bool is_network(std::string_view text);

/// Letters, digits, '-' and '.', no empty label.
bool is_host_name(std::string_view text);

/// The candidate that was probably meant. Empty: none is near enough.
std::string_view nearest(std::string_view word, const std::vector<std::string>& candidates);

} // namespace relay::service
