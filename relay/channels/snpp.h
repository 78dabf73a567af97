#pragma once
#include "relay/channels/channel.h"
#include "relay/channels/settings.h"
#include <memory>
#include <tl/expected.hpp>
#include <vector>

namespace relay::channels {

/// Pagers behind a terminal that speaks SNPP. Takes PageOut; each page has a session of its own.
/// Reads the password now and never again. In two-way mode it has an asker().
tl::expected<std::unique_ptr<Channel>, std::vector<SettingsError>>
make_snpp(const SnppSettings& settings);

} // namespace relay::channels
