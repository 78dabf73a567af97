#include "relay/service/command/client.h"
#include "relay/service/command/commands.h"
#include <CLI/CLI.hpp>
#include <Poco/JSON/Array.h>
#include <iostream>
#include <memory>

namespace relay::service::command {

namespace {

struct Options {
    ClientOptions client;
    std::string opid;
    std::vector<std::string> channels;
};

int run(const Options& options)
{
    auto client = Client::open(options.client);
    if (!client)
        return report(client.error());
    Json body = new Poco::JSON::Object;
    if (!options.channels.empty()) {
        Poco::JSON::Array channels;
        for (const auto& channel : options.channels)
            channels.add(channel);
        body->set("channels", channels);
    }
    const auto answer =
        client->post("/api/v1/contacts/" + url_escaped(options.opid) + "/test", body);
    if (!answer)
        return report(answer.error());
    const auto id = text_of(*answer, "messageId");
    if (options.client.json) {
        std::cout << json_text(*answer) << '\n';
        return done;
    }
    std::string channels;
    for (const auto& channel : texts_of(*answer, "channels"))
        channels += (channels.empty() ? "" : ", ") + channel;
    std::cout << id << ": a test by " << channels << "; what comes of it: belfry status " << id
              << '\n';
    for (const auto& missing : objects_of(*answer, "leftOut"))
        std::cout << "not by " << text_of(missing, "channel") << ": " << text_of(missing, "why")
                  << '\n';
    return done;
}

} // namespace

void add_test(CLI::App& app, Chosen& chosen)
{
    auto options = std::make_shared<Options>();
    auto* command =
        app.add_subcommand("test", "Page a contact with a test, at once and whatever the hour");
    command->add_option("contact", options->opid, "Its OPID or id")->required()->type_name("OPID");
    command->add_option("--by", options->channels,
                        "Only by this channel, such as sms; may be given several times. Default: "
                        "all that the contact's settings name");
    add_client_options(*command, options->client);
    command->callback([&chosen, options] { chosen = [options] { return run(*options); }; });
}

} // namespace relay::service::command
