#pragma once
#include "store/model/instant.h"
#include <filesystem>
#include <optional>

namespace relay::service::command {

struct ServeOptions {
    std::filesystem::path config;
    std::optional<store::Instant> test_clock;
};

/// `belfry serve`: runs until SIGTERM or SIGINT; SIGHUP reads the certificate again. The exit code.
int serve(const ServeOptions& options);

} // namespace relay::service::command
