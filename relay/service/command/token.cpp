#include "store/token.h"
#include "relay/service/command/commands.h"
#include "relay/service/command/read_config.h"
#include "relay/service/command/table.h"
#include "relay/service/config_value.h"
#include "relay/service/directory_file.h"
#include "relay/service/directory_load.h"
#include "store/audit_repository.h"
#include "store/directory_snapshot.h"
#include "store/token_repository.h"
#include "store/transaction.h"
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

namespace relay::service::command {

namespace {

struct Options {
    std::filesystem::path config;
    std::string name;
    std::string scope;
    std::string source;
    std::string contact;
    std::filesystem::path file;
};

/// A new token, as if a directory file named it. Without --file its text goes to stdout, once.
int make(const Options& options)
{
    const auto config = config_or_complaints(options.config, std::cerr);
    if (!config)
        return failed;
    directory::WantedToken token{.name = {options.name, {}},
                                 .scope = *store::from_word<store::Scope>(options.scope),
                                 .source = {options.source, {}},
                                 .contact = {options.contact, {}},
                                 .file = options.file};
    if (options.file.empty())
        token.text = store::make_token();
    const auto store = open_store(*config);
    directory::Wanted wanted;
    wanted.tokens.push_back(token);
    const auto changes = bring_about(*store, wanted, node_name(*config), "token make");
    if (!changes) {
        for (const auto& error : as_errors(changes.error(), "belfry"))
            std::cerr << text(error) << '\n';
        return not_found;
    }
    if (options.file.empty())
        std::cout << token.text << '\n';
    else
        std::cout << "token " << options.name << " is in " << options.file.string() << '\n';
    return done;
}

std::string owner_of(const store::Token& token, const store::Directory& people)
{
    if (const auto* contact = people.contact(token.contact); contact != nullptr)
        return contact->opid.text();
    const auto* source = people.source(token.source);
    return source == nullptr ? "" : source->name;
}

int list(const Options& options)
{
    const auto config = config_or_complaints(options.config, std::cerr);
    if (!config)
        return failed;
    const auto store = open_store(*config);
    const auto people = store::load_directory(*store->database.reader(), store->vault);
    Table table({"NAME", "SCOPE", "OF", "ID"});
    for (const auto& token : people->parts().tokens)
        table.add({token.name, std::string(store::word(token.scope)), owner_of(token, *people),
                   token.id.text()});
    std::cout << (is_for_people() ? table.aligned() : table.tabbed());
    return done;
}

int revoke(const Options& options)
{
    const auto config = config_or_complaints(options.config, std::cerr);
    if (!config)
        return failed;
    const auto store = open_store(*config);
    const auto now = std::chrono::floor<store::Millis>(std::chrono::system_clock::now());
    const auto connection = store->database.connect();
    store::Transaction transaction(*connection);
    store::TokenRepository tokens(*connection);
    for (const auto& token : tokens.list()) {
        if (token.name != options.name || !tokens.remove(token.id))
            continue;
        store::AuditRepository(*connection, store->vault)
            .append({.at = now,
                     .actor = "system",
                     .action = "token.revoke",
                     .subject = token.id.text(),
                     .outcome = "ok",
                     .origin = "token revoke"});
        transaction.commit();
        std::cout << "token " << options.name << " opens nothing any more\n";
        return done;
    }
    std::cerr << "belfry: there is no token '" << options.name
              << "'; `belfry token list` shows them\n";
    return not_found;
}

void choose(CLI::App& command, Chosen& chosen, const std::shared_ptr<Options>& options,
            int (*act)(const Options&))
{
    add_config_option(command, options->config);
    command.callback(
        [&chosen, options, act] { chosen = [options, act] { return act(*options); }; });
}

} // namespace

void add_token(CLI::App& app, Chosen& chosen)
{
    auto options = std::make_shared<Options>();
    auto* command = app.add_subcommand("token", "Make, list and revoke bearer tokens of the API");
    command->require_subcommand(1);
    auto* making = command->add_subcommand("make", "Make one; one of the same name goes");
    making->add_option("--name", options->name, "How it is listed")->required();
    making->add_option("--scope", options->scope, "admin, submit, inbox or metrics")
        ->required()
        ->check(CLI::IsMember({"admin", "submit", "inbox", "metrics"}));
    making->add_option("--source", options->source, "For admin and submit: its source");
    making->add_option("--contact", options->contact, "For inbox: OPID of its owner");
    making->add_option("--file", options->file, "Write it there (mode 0600) instead of to stdout");
    choose(*making, chosen, options, make);
    choose(*command->add_subcommand("list", "List them; their text is not kept"), chosen, options,
           list);
    auto* revoking = command->add_subcommand("revoke", "Make it open nothing any more");
    revoking->add_option("name", options->name, "As listed")->required()->type_name("NAME");
    choose(*revoking, chosen, options, revoke);
}

} // namespace relay::service::command
