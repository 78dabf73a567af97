#include "relay/service/command/check_config.h"
#include "relay/service/command/commands.h"
#include "relay/service/config.h"
#include "relay/service/mail_manners.h"
#include "relay/service/open_store.h"
#include "store/directory_snapshot.h"
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

namespace relay::service::command {

namespace {

/// As it is now. Null: there is none yet, or it is not for us to read.
std::shared_ptr<const store::Directory> people_of(const Config& config)
{
    std::error_code ignored;
    if (config.store.engine == StoreEngine::Sqlite &&
        !std::filesystem::exists(config.store.path, ignored))
        return nullptr;
    try {
        const auto store = open_store(config);
        return store::load_directory(*store->database.reader(), store->vault);
    } catch (const std::exception&) {
        return nullptr; // that is no mistake in the configuration
    }
}

/// False: one of them is a mistake.
bool are_at_home(const Config& config, std::ostream& talk)
{
    const auto manners = read_mail_manners(config.smtp.rules_dir);
    const auto people = manners && !manners->empty() ? people_of(config) : nullptr;
    bool is_good = true;
    for (const auto& manner :
         people ? homeless(*manners, *people) : std::vector<HomelessManner>{}) {
        talk << (manner.demands ? "" : "warning: ") << text(manner) << '\n';
        is_good = is_good && !manner.demands;
    }
    return is_good;
}

} // namespace

int check_config(const std::filesystem::path& file, std::ostream& talk)
{
    const auto config = read_config(file);
    if (config && !are_at_home(*config, talk))
        return 1;
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
