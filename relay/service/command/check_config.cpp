#include "relay/service/command/check_config.h"
#include "relay/service/command/commands.h"
#include "relay/service/config.h"
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

namespace relay::service::command {

int check_config(const std::filesystem::path& file, std::ostream& talk)
{
    const auto config = read_config(file);
    if (config) {
        talk << file.string() << ": good\n";
        return 0;
    }
    for (const ConfigError& error : config.error())
        talk << text(error) << '\n';
    const auto count = config.error().size();
    talk << file.string() << ": " << count << (count == 1 ? " mistake" : " mistakes")
         << ", nothing was changed\n";
    return 1;
}

void add_check_config(CLI::App& app, Chosen& chosen)
{
    auto file = std::make_shared<std::filesystem::path>();
    auto* command = app.add_subcommand(
        "check-config", "Say whether the configuration is good, or all that is wrong with it");
    add_config_option(*command, *file);
    command->add_option("file", *file, "The same as --config")->type_name("FILE");
    command->callback(
        [&chosen, file] { chosen = [file] { return check_config(*file, std::cerr); }; });
}

} // namespace relay::service::command
