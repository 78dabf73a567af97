#include "relay/service/command/client.h"
#include "relay/service/command/commands.h"
#include "relay/service/command/status_text.h"
#include "relay/service/command/table.h"
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

namespace relay::service::command {

namespace {

struct Options {
    ClientOptions client;
    std::string message;
    bool text = false;
    int limit = 20;
};

constexpr const char* messages_path = "/api/v1/messages";

OrFailure<Json> newest(Client& client, int limit)
{
    return client.get(std::string(messages_path) + "?limit=" + std::to_string(limit));
}

int list(Client& client, const Options& options)
{
    const auto messages = newest(client, options.limit);
    if (!messages)
        return report(messages.error());
    if (options.client.json) {
        std::cout << json_text(*messages) << '\n';
        return done;
    }
    Table table({"MESSAGE", "ACCEPTED", "BY", "FROM", "TO", "PRIORITY"});
    for (const auto& message : objects_of(*messages, "items"))
        table.add({text_of(message, "id"), text_of(message, "acceptedAt"), text_of(message, "door"),
                   text_of(message, "originator"), text_of(message, "recipient"),
                   text_of(message, "priority")});
    std::cout << (is_for_people() ? table.aligned() : table.tabbed());
    if (is_for_people() && table.empty())
        std::cout << "no messages\n";
    return done;
}

/// "latest" stands for the newest message.
OrFailure<std::string> message_named(Client& client, const std::string& name)
{
    if (name != "latest")
        return name;
    const auto messages = newest(client, 1);
    if (!messages)
        return tl::unexpected(messages.error());
    const auto items = objects_of(*messages, "items");
    if (items.empty())
        return tl::unexpected(Failure{not_found, "there is no message yet"});
    return text_of(items.front(), "id");
}

int show(Client& client, const Options& options)
{
    const auto name = message_named(client, options.message);
    if (!name)
        return report(name.error());
    const auto message = client.get(std::string(messages_path) + "/" + url_escaped(*name) +
                                    (options.text ? "?text=1" : ""));
    if (!message)
        return report(message.error());
    std::cout << (options.client.json ? json_text(*message) + "\n" : status_text(*message));
    return done;
}

int run(const Options& options)
{
    auto client = Client::open(options.client);
    if (!client)
        return report(client.error());
    return options.message.empty() ? list(*client, options) : show(*client, options);
}

} // namespace

void add_status(CLI::App& app, Chosen& chosen)
{
    auto options = std::make_shared<Options>();
    auto* command = app.add_subcommand("status", "List messages, or show what became of one");
    command
        ->add_option("message", options->message,
                     "Its id, or 'latest'; without it the newest messages are listed")
        ->type_name("MESSAGE");
    command->add_option("--limit", options->limit, "How many to list")
        ->check(CLI::Range(1, 500))
        ->capture_default_str();
    command->add_flag("--text", options->text, "Show the text too; that is audited");
    add_client_options(*command, options->client);
    command->callback([&chosen, options] { chosen = [options] { return run(*options); }; });
}

} // namespace relay::service::command
