#include "relay/service/command/client.h"
#include "relay/service/command/commands.h"
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

namespace relay::service::command {

namespace {

struct Options {
    ClientOptions client;
    std::string action;
    std::string message;
    std::string to;
};

int run(const Options& options)
{
    const bool is_redirect = options.action == "redirect";
    if (is_redirect == options.to.empty())
        return report(
            {wrong_usage, is_redirect ? "redirect needs --to OPID" : "--to is for redirect only"});
    auto client = Client::open(options.client);
    if (!client)
        return report(client.error());
    Json body;
    if (is_redirect) {
        body = new Poco::JSON::Object;
        body->set("to", options.to);
    }
    const auto answer = client->post(
        "/api/v1/messages/" + url_escaped(options.message) + "/" + options.action, body);
    if (!answer)
        return report(answer.error());
    if (!options.client.json)
        std::cout << options.message << ": done\n";
    return done;
}

} // namespace

void add_message(CLI::App& app, Chosen& chosen)
{
    auto options = std::make_shared<Options>();
    auto* command = app.add_subcommand("message", "Change what happens to a message under way");
    command
        ->add_option("action", options->action,
                     "cancel: nothing more of it is sent; close: it is done; resend: again to all "
                     "who have not answered; escalate: the next one now; redirect: to --to instead")
        ->required()
        ->check(CLI::IsMember({"cancel", "close", "resend", "escalate", "redirect"}));
    command->add_option("message", options->message, "Its id")->required()->type_name("MESSAGE");
    command->add_option("--to", options->to, "OPID or alias, for redirect")->type_name("OPID");
    add_client_options(*command, options->client);
    command->callback([&chosen, options] { chosen = [options] { return run(*options); }; });
}

} // namespace relay::service::command
