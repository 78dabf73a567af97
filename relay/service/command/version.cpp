#include "relay/service/version.h"
#include "relay/service/command/commands.h"
#include "relay/service/command/exit_code.h"
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

namespace relay::service::command {

void add_version(CLI::App& app, Chosen& chosen)
{
    auto json = std::make_shared<bool>(false);
    auto* command = app.add_subcommand("version", "Print the version");
    command->add_flag("--json", *json, "As JSON");
    command->callback([&chosen, json] {
        chosen = [json]() -> int {
            if (*json)
                std::cout << "{\"version\":\"" << program_version << "\"}\n";
            else
                std::cout << "belfry " << program_version << '\n';
            return done;
        };
    });
}

} // namespace relay::service::command
