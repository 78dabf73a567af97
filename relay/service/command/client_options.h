#pragma once
#include <filesystem>
#include <string>

namespace CLI {
class App;
}

namespace relay::service::command {

/// What every command that asks the daemon can be told.
struct ClientOptions {
    std::filesystem::path config;
    std::string url;
    std::filesystem::path token_file;
    bool json = false;
};

/// `--config`, `--url`, `--token-file` and `--json`.
void add_client_options(CLI::App& command, ClientOptions& options);

} // namespace relay::service::command
