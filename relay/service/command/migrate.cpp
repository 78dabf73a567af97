#include "relay/service/command/commands.h"
#include "relay/service/command/read_config.h"
#include "relay/service/open_store.h"
#include "store/migrator.h"
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

namespace relay::service::command {

namespace {

struct Options {
    std::filesystem::path config;
    bool dry_run = false;
};

int run(const Options& options)
{
    const auto config = config_or_complaints(options.config, std::cerr);
    if (!config)
        return failed;
    prepare_data_directory(*config);
    store::Database database(database_settings(*config));
    const auto connection = database.connect();
    store::Migrator migrator(*connection);
    const auto state = migrator.state();
    if (state.is_current()) {
        std::cout << "database: at " << state.at << ", as this version needs it\n";
    } else if (options.dry_run) {
        for (const auto& name : state.missing)
            std::cout << "missing: " << name << '\n';
        return done;
    } else {
        const auto now = std::chrono::floor<store::Millis>(std::chrono::system_clock::now());
        const int applied = migrator.apply(now);
        std::cout << "database: from " << state.at << " to " << state.wanted << ", " << applied
                  << (applied == 1 ? " step\n" : " steps\n");
    }
    // Proves the master key now, and makes it where neither key nor data exist.
    if (!options.dry_run)
        store::open_vault(*connection, config->master_key_file);
    return done;
}

} // namespace

void add_migrate(CLI::App& app, Chosen& chosen)
{
    auto options = std::make_shared<Options>();
    auto* command = app.add_subcommand(
        "migrate",
        "Bring the database to the form that this version needs; make it where there is none");
    add_config_option(*command, options->config);
    command->add_flag("--dry-run", options->dry_run, "Only say what is missing");
    command->callback([&chosen, options] { chosen = [options] { return run(*options); }; });
}

} // namespace relay::service::command
