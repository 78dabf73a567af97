#include "relay/service/command/commands.h"
#include "relay/service/command/exit_code.h"
#include "relay/service/command/read_config.h"
#include "relay/service/open_store.h"
#include "relay/service/source_setup.h"
#include "store/directory_snapshot.h"
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

namespace relay::service::command {

namespace {

struct Options {
    std::filesystem::path config;
    std::string name;
};

int print_setup(const Options& options)
{
    const auto config = config_or_complaints(options.config, std::cerr);
    if (!config)
        return failed;
    const auto store = open_store(*config);
    const auto people = store::load_directory(*store->database.reader(), store->vault);
    const auto* source = people->source_named(options.name);
    if (source == nullptr) {
        std::cerr << "belfry: there is no source '" << options.name << "'; there are:\n";
        for (const auto& other : people->parts().sources)
            std::cerr << "  " << other.name << '\n';
        return not_found;
    }
    std::cout << setup_text(*source, *config);
    return done;
}

} // namespace

void add_source(CLI::App& app, Chosen& chosen)
{
    auto options = std::make_shared<Options>();
    auto* group = app.add_subcommand("source", "What belongs to a system that submits messages");
    group->require_subcommand(1);
    auto* setup = group->add_subcommand("setup", "Print what to type into the sending system");
    add_config_option(*setup, options->config);
    setup->add_option("name", options->name, "As in the directory")->required()->type_name("NAME");
    setup->alias("show");
    setup->callback([&chosen, options] { chosen = [options] { return print_setup(*options); }; });
}

} // namespace relay::service::command
