#include "relay/service/command/client.h"
#include "relay/service/command/commands.h"
#include "relay/service/command/status_text.h"
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

namespace relay::service::command {

namespace {

struct Options {
    ClientOptions client;
    std::string message;
    bool text = false;
};

int run(const Options& options)
{
    auto client = Client::open(options.client);
    if (!client)
        return report(client.error());
    const auto message = client->get("/api/v1/messages/" + url_escaped(options.message) +
                                     (options.text ? "?text=1" : ""));
    if (!message)
        return report(message.error());
    std::cout << (options.client.json ? json_text(*message) + "\n" : status_text(*message));
    return done;
}

} // namespace

void add_status(CLI::App& app, Chosen& chosen)
{
    auto options = std::make_shared<Options>();
    auto* command = app.add_subcommand("status", "Show what became of a message");
    command->add_option("message", options->message, "Its id, as `belfry send` printed it")
        ->required()
        ->type_name("MESSAGE");
    command->add_flag("--text", options->text, "Show the text too; that is audited");
    add_client_options(*command, options->client);
    command->callback([&chosen, options] { chosen = [options] { return run(*options); }; });
}

} // namespace relay::service::command
