#include "relay/service/command/client.h"
#include "relay/service/command/commands.h"
#include "relay/service/command/table.h"
#include "relay/service/config_value.h"
#include <CLI/CLI.hpp>
#include <Poco/JSON/Array.h>
#include <iostream>
#include <memory>

namespace relay::service::command {

namespace {

struct Options {
    ClientOptions client;
    std::string to;
    std::string at;
    std::string source;
    std::string priority = "normal";
    std::string horizon = "24h";
    std::vector<std::string> down;
};

Json question(const Options& options, store::Millis horizon)
{
    Json body = new Poco::JSON::Object;
    body->set("to", options.to);
    body->set("priority", options.priority);
    body->set("horizonMs", static_cast<std::int64_t>(horizon.count()));
    if (!options.at.empty())
        body->set("at", options.at);
    if (!options.source.empty())
        body->set("source", options.source);
    Poco::JSON::Array down;
    for (const auto& channel : options.down)
        down.add(channel);
    if (!options.down.empty())
        body->set("down", down);
    return body;
}

std::string name_of(const Json& who)
{
    if (!who)
        return "fail report";
    const auto opid = text_of(who, "opid");
    return opid.empty() ? text_of(who, "id") : opid;
}

void show(const Json& answer)
{
    Table table({"AT", "WHO", "BY", "AS", "THROUGH"});
    for (const auto& send : objects_of(answer, "sends")) {
        const auto group = object_of(send, "group");
        table.add({text_of(send, "at"), name_of(object_of(send, "contact")),
                   text_of(send, "channel"), text_of(send, "kind"),
                   group ? name_of(group) : std::string()});
    }
    std::cout << (is_for_people() ? table.aligned() : table.tabbed());
    for (const auto& gap : objects_of(answer, "gaps"))
        std::cout << "not: " << name_of(object_of(gap, "who")) << ": " << text_of(gap, "why")
                  << '\n';
    if (is_true(answer, "exhausted"))
        std::cout << "then nobody is left: the escalation is exhausted\n";
}

int run(const Options& options)
{
    const auto horizon = parse_duration(options.horizon);
    if (!horizon)
        return report({wrong_usage,
                       "--horizon: '" + options.horizon + "' is not a duration; write 30m or 24h"});
    auto client = Client::open(options.client);
    if (!client)
        return report(client.error());
    const auto answer = client->post("/api/v1/messages:plan", question(options, *horizon));
    if (!answer)
        return report(answer.error());
    if (options.client.json)
        std::cout << json_text(*answer) << '\n';
    else
        show(*answer);
    return done;
}

} // namespace

void add_simulate(CLI::App& app, Chosen& chosen)
{
    auto options = std::make_shared<Options>();
    auto* command = app.add_subcommand(
        "simulate", "Say who would be paged, when and how, if nobody answered; sends nothing");
    command->add_option("--to,-t", options->to, "OPID or alias")->required()->type_name("OPID");
    command->add_option("--at", options->at, "When it comes in (RFC 3339); default now")
        ->type_name("TIME");
    command->add_option("--source", options->source, "Whose access counts; default the token's");
    command->add_option("--priority", options->priority, "high, normal or low")
        ->check(CLI::IsMember({"high", "normal", "low"}))
        ->capture_default_str();
    command->add_option("--down", options->down, "A channel that is taken to be ill: sms, ivr ...");
    command->add_option("--horizon", options->horizon, "How far to look")->capture_default_str();
    add_client_options(*command, options->client);
    command->callback([&chosen, options] { chosen = [options] { return run(*options); }; });
}

} // namespace relay::service::command
