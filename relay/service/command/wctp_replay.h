#pragma once
#include "relay/service/command/commands.h"

namespace relay::service::command {

/// `belfry wctp replay`
void add_wctp_replay(CLI::App& group, Chosen& chosen);

} // namespace relay::service::command
