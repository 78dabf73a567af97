#pragma once
#include "relay/engine/house.h"
#include "relay/http/message.h"
#include "relay/service/config.h"
#include <string_view>

namespace relay::service {

/// `GET /setup/NAME`: what to type into the sending system that this source is, as plain text. For
/// administrators: their token as a bearer, or as the password that a browser asks for. Answers
/// from memory; thread-safe.
class SetupPage {
public:
    /// What it is given outlives it.
    SetupPage(const engine::House& house, const Config& config) : house_(house), config_(config) {}

    static bool is_for_it(std::string_view path) { return path.starts_with(prefix); }
    http::Response answer(const http::Request& request) const;

private:
    static constexpr std::string_view prefix = "/setup/";

    const engine::House& house_; ///< outlives us
    const Config& config_;       ///< outlives us
};

} // namespace relay::service
