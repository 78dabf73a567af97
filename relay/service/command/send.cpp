#include "relay/service/command/client.h"
#include "relay/service/command/commands.h"
#include "relay/service/command/wait.h"
#include "relay/service/config_value.h"
#include "store/model/message.h"
#include "store/token.h"
#include <CLI/CLI.hpp>
#include <Poco/JSON/Array.h>
#include <iostream>
#include <iterator>
#include <memory>

namespace relay::service::command {

namespace {

struct Options {
    ClientOptions client;
    std::vector<std::string> to;
    std::string text;
    std::string subject;
    std::string priority = "normal";
    std::vector<std::string> choices;
    std::string reference;
    std::string key;
    std::string wait;
    std::string timeout = "5m";
};

Poco::JSON::Array array(const std::vector<std::string>& texts)
{
    Poco::JSON::Array made;
    for (const auto& text : texts)
        made.add(text);
    return made;
}

std::string text_or_input(const std::string& text)
{
    if (text != "-")
        return text;
    return {std::istreambuf_iterator<char>(std::cin), {}};
}

Json submission(const Options& options)
{
    Json body = new Poco::JSON::Object;
    body->set("to", array(options.to));
    body->set("text", text_or_input(options.text));
    body->set("priority", options.priority);
    if (!options.subject.empty())
        body->set("subject", options.subject);
    if (!options.choices.empty())
        body->set("choices", array(options.choices));
    if (!options.reference.empty())
        body->set("reference", options.reference);
    return body;
}

int run(const Options& options)
{
    const auto timeout = parse_duration(options.timeout);
    if (!timeout)
        return report({wrong_usage,
                       "--timeout: '" + options.timeout + "' is not a duration; write 30s or 5m"});
    auto client = Client::open(options.client);
    if (!client)
        return report(client.error());
    const auto key = options.key.empty() ? store::make_tracking() : options.key;
    const auto answer = client->post("/api/v1/messages", submission(options), key);
    if (!answer) {
        const int code = report(answer.error());
        if (code == not_reached || code == try_again_later)
            std::cerr << "belfry: to try the same again and page nobody twice: --idempotency-key "
                      << key << '\n';
        return code;
    }
    std::vector<std::string> ids;
    for (const auto& message : objects_of(*answer, "messages"))
        ids.push_back(text_of(message, "id"));
    if (options.client.json)
        std::cout << json_text(*answer) << '\n';
    for (const auto& id : ids) {
        if (!options.client.json)
            std::cout << id << '\n';
    }
    std::cout.flush();
    return options.wait.empty() ? done : wait_for(*client, ids, options.wait, *timeout);
}

void add_options(CLI::App& command, Options& options)
{
    command.add_option("--to,-t", options.to, "OPID or alias; may be given several times")
        ->required()
        ->type_name("OPID");
    command.add_option("--text", options.text, "What it says; - reads it from stdin")->required();
    command.add_option("--subject", options.subject, "Its subject");
    command.add_option("--priority", options.priority, "high, normal or low")
        ->check(CLI::IsMember({"high", "normal", "low"}))
        ->capture_default_str();
    command.add_option("--choice", options.choices,
                       "An answer to choose from; may be given several times");
    command.add_option("--reference", options.reference, "Your own name for it");
    command.add_option("--idempotency-key", options.key,
                       "The same key again is the same message: nobody is paged twice");
    command
        .add_option("--wait", options.wait,
                    "Return once it got this far: accepted, delivered, "
                    "read or replied")
        ->check(CLI::IsMember({"accepted", "delivered", "read", "replied"}));
    command.add_option("--timeout", options.timeout, "How long --wait waits; then exit code 7")
        ->capture_default_str();
    add_client_options(command, options.client);
}

} // namespace

void add_send(CLI::App& app, Chosen& chosen)
{
    auto options = std::make_shared<Options>();
    auto* command = app.add_subcommand("send", "Submit a message and print its id");
    add_options(*command, *options);
    command->callback([&chosen, options] { chosen = [options] { return run(*options); }; });
}

} // namespace relay::service::command
