#include "relay/service/command/commands.h"
#include "relay/service/command/read_config.h"
#include "relay/service/directory_file.h"
#include "relay/service/directory_load.h"
#include "relay/service/mail_manners.h"
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

namespace relay::service::command {

namespace {

struct Options {
    std::filesystem::path config;
    std::filesystem::path file;
    bool dry_run = false;
};

int complain(const std::vector<ConfigError>& errors, const std::filesystem::path& file)
{
    for (const auto& error : errors)
        std::cerr << text(error) << '\n';
    std::cerr << file.string() << ": " << errors.size()
              << (errors.size() == 1 ? " mistake" : " mistakes") << ", nothing was changed\n";
    return failed;
}

template <class Row>
void say(const char* what, const directory::Difference<Row>& difference)
{
    if (!difference.empty())
        std::cout << "  " << what << ": " << difference.added.size() << " new, "
                  << difference.changed.size() << " changed\n";
}

void say(const char* what, std::size_t count)
{
    if (count > 0)
        std::cout << "  " << what << ": " << count << '\n';
}

void print(const directory::Changes& changes, const Options& options)
{
    std::cout << options.file.string()
              << (changes.empty()   ? ": everything is there already\n"
                  : options.dry_run ? ": would change\n"
                                    : ": loaded\n");
    say("domains", changes.domains);
    say("contacts", changes.contacts);
    say("opt-outs", changes.opt_outs.size());
    say("schedules", changes.schedules);
    say("groups", changes.groups);
    say("sources", changes.sources);
    say("accesses", changes.accesses.size());
    say("tokens", changes.tokens.size());
    for (const auto& token : changes.tokens) {
        if (!token.file.empty() && !options.dry_run)
            std::cout << "  token " << token.row.name << " is in " << token.file.string() << '\n';
    }
}

int load(const Options& options)
{
    const auto config = config_or_complaints(options.config, std::cerr);
    if (!config)
        return failed;
    const auto store = open_store(*config);
    const auto wanted = read_directory_file(options.file, store->vault);
    if (!wanted)
        return complain(wanted.error(), options.file);
    const auto manners = read_mail_manners(config->smtp.rules_dir);
    if (!manners)
        return complain(manners.error(), config->smtp.rules_dir);
    if (const auto open = sources_of_anybody(*wanted, *manners, options.file); !open.empty())
        return complain(open, options.file);
    const auto changes =
        bring_about(*store, *wanted, node_name(*config), "directory load", options.dry_run);
    if (!changes)
        return complain(as_errors(changes.error(), options.file), options.file);
    print(*changes, options);
    return done;
}

} // namespace

void add_directory(CLI::App& app, Chosen& chosen)
{
    auto options = std::make_shared<Options>();
    auto* command =
        app.add_subcommand("directory", "Bring people, groups and sources in from a file");
    command->require_subcommand(1);
    auto* loading = command->add_subcommand(
        "load", "Make what is missing and change what differs; remove nothing");
    loading->add_option("file", options->file, "YAML; its form: packaging/demo/directory.yaml")
        ->required()
        ->type_name("FILE");
    loading->add_flag("--dry-run", options->dry_run, "Only say what would change");
    add_config_option(*loading, options->config);
    loading->callback([&chosen, options] { chosen = [options] { return load(*options); }; });
}

} // namespace relay::service::command
