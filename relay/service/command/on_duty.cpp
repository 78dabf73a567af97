#include "relay/service/command/client.h"
#include "relay/service/command/commands.h"
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

// `belfry on-duty`: whom a page to a schedule would reach.

namespace relay::service::command {

namespace {

struct Options {
    ClientOptions client;
    std::string schedule;
    std::string at;
};

int run(const Options& options)
{
    auto client = Client::open(options.client);
    if (!client)
        return report(client.error());
    auto path = "/api/v1/schedules/" + url_escaped(options.schedule) + "/on-duty";
    if (!options.at.empty())
        path += "?at=" + url_escaped(options.at);
    const auto duty = client->get(path);
    if (!duty)
        return report(duty.error());
    if (options.client.json) {
        std::cout << json_text(*duty) << '\n';
        return done;
    }
    const auto contact = object_of(*duty, "contact");
    std::cout << (contact ? text_of(contact, "opid") + " " + text_of(contact, "name")
                          : std::string("nobody"));
    if (contact)
        std::cout << " (" << text_of(*duty, "by") << ')';
    if (const auto until = text_of(*duty, "until"); !until.empty())
        std::cout << " until " << until;
    std::cout << '\n';
    return done;
}

} // namespace

void add_on_duty(CLI::App& app, Chosen& chosen)
{
    auto options = std::make_shared<Options>();
    auto* command = app.add_subcommand("on-duty", "Who is on duty in a schedule");
    command->add_option("schedule", options->schedule, "OPID of the schedule")
        ->type_name("OPID")
        ->required();
    command->add_option("--at", options->at, "Then instead of now, as 2026-11-27T08:00:00Z")
        ->type_name("TIME");
    add_client_options(*command, options->client);
    command->callback([&chosen, options] { chosen = [options] { return run(*options); }; });
}

} // namespace relay::service::command
