#pragma once
#include "relay/directory/changes.h"
#include "relay/service/config.h"
#include "relay/service/open_store.h"
#include <filesystem>
#include <tl/expected.hpp>

namespace relay::service {

/// Compares with the store and writes, all in one transaction. Also says what would change when
/// `dry_run`. The errors: everything that is wrong; then nothing was changed.
tl::expected<directory::Changes, std::vector<directory::Mistake>>
bring_about(OpenStore& store, const directory::Wanted& wanted, const std::string& node,
            const std::string& origin, bool dry_run = false);

} // namespace relay::service
