#include "relay/service/command/client_options.h"
#include "relay/service/command/commands.h"
#include <CLI/CLI.hpp>

namespace relay::service::command {

void add_config_option(CLI::App& command, std::filesystem::path& file)
{
    file = default_config;
    command.add_option("--config,-c", file, "Configuration file")
        ->envname("BELFRY_CONFIG")
        ->type_name("FILE")
        ->capture_default_str();
}

void add_client_options(CLI::App& command, ClientOptions& options)
{
    add_config_option(command, options.config);
    command
        .add_option("--url", options.url,
                    "Where Belfry listens (default: as the configuration says)")
        ->envname("BELFRY_URL")
        ->type_name("URL");
    command
        .add_option("--token-file", options.token_file,
                    "File with a bearer token (default: cli.token in data_dir; the variable "
                    "BELFRY_TOKEN may hold the token itself)")
        ->envname("BELFRY_TOKEN_FILE")
        ->type_name("FILE");
    command.add_flag("--json", options.json, "Print the answer as JSON, for programs");
}

} // namespace relay::service::command
