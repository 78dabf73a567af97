#pragma once
#include "relay/service/config.h"
#include "relay/service/open_store.h"

namespace relay::service {

/// Sees to it that whoever may read data_dir may use the command line: a token of scope admin in
/// `cli.token` (mode 0600), of a source "cli". Throws store::StoreError.
void provide_operator_token(OpenStore& store, const Config& config);

} // namespace relay::service
