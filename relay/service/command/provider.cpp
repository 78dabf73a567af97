#include "relay/channels/sms_http.h"
#include "relay/engine/clock.h"
#include "relay/service/command/commands.h"
#include "relay/service/command/read_config.h"
#include "relay/service/gateways.h"
#include "relay/service/open_store.h"
#include "store/id_generator.h"
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>

namespace relay::service::command {

namespace {

struct Options {
    std::filesystem::path config;
    std::string name;
    std::string to;
    std::string text;
    bool dry_run = false;
};

std::string is_number(const std::string& text)
{
    const bool is_good = text.size() >= 4 && text.size() <= 16 && text.starts_with('+') &&
                         text.find_first_not_of("0123456789", 1) == std::string::npos;
    return is_good ? std::string()
                   : "'" + text + "' is no number such as +15550100: a plus sign, 3 to 15 digits";
}

/// One gateway of the configuration; `http` is null where it is none that takes HTTP requests.
struct Provider {
    std::string name;
    std::string what;
    const channels::GatewaySettings* http = nullptr;
};

struct Described {
    Provider operator()(const channels::GatewaySettings& route) const
    {
        return {route.name, "sms by HTTP", &route};
    }
    Provider operator()(const channels::SmppSettings& route) const
    {
        return {route.name, "sms by SMPP", nullptr};
    }
    Provider operator()(const channels::GammuSettings& route) const
    {
        return {route.name, "sms by a modem", nullptr};
    }
};

std::vector<Provider> providers(const Config& config)
{
    std::vector<Provider> all;
    for (const auto& route : config.channels.sms)
        all.push_back(std::visit(Described{}, route));
    for (const auto& route : config.channels.ivr) {
        if (route.driver == IvrDriver::Http)
            all.push_back({route.http.name, "calls by HTTP", &route.http});
        else
            all.push_back({route.sip.name, "calls by SIP", nullptr});
    }
    return all;
}

void complain(const std::vector<channels::SettingsError>& errors)
{
    for (const auto& error : errors)
        std::cerr << error.where << ": " << error.problem << '\n';
}

int show(const Provider& provider, const Options& options)
{
    const auto request = channels::preview_request(*provider.http, options.to, options.text);
    if (!request) {
        complain(request.error());
        return failed;
    }
    std::cout << request->method << ' ' << request->url << '\n';
    if (!request->user.empty())
        std::cout << "Authorization: Basic " << request->user << ":" << request->password << '\n';
    for (const auto& [name, value] : request->headers)
        std::cout << name << ": " << value << '\n';
    if (!request->body.empty())
        std::cout << '\n' << request->body << '\n';
    return done;
}

/// What the gateway said, as the ledger would have it.
struct Said {
    int operator()(const channels::Accepted& outcome) const
    {
        return say("accepted", outcome.reference, outcome.detail, done);
    }
    int operator()(const channels::Refused& outcome) const
    {
        return say("refused", outcome.code, outcome.detail, failed);
    }
    int operator()(const channels::Busy& outcome) const
    {
        return say("busy", outcome.code, outcome.detail, try_again_later);
    }
    int operator()(const channels::Unclear& outcome) const
    {
        return say("unclear, it may have arrived", outcome.code, outcome.detail, try_again_later);
    }

    static int say(std::string_view what, const std::string& code, const std::string& detail,
                   ExitCode exit)
    {
        std::cout << what << (code.empty() ? "" : ": ") << code << (detail.empty() ? "" : ": ")
                  << detail << '\n';
        return exit;
    }
};

int send(const Provider& provider, const Options& options)
{
    const auto channel = channels::make_http_gateway(*provider.http);
    if (!channel) {
        complain(channel.error());
        return failed;
    }
    const auto now = engine::SystemClock().now();
    channels::Outgoing outgoing;
    outgoing.delivery =
        store::IdGenerator(store::IdGenerator::max_node).make<store::DeliveryId>(now);
    outgoing.channel = provider.http->channel;
    outgoing.now = now;
    outgoing.expires = now + std::chrono::minutes(5);
    outgoing.payload =
        channels::TextOut{options.to, {}, core::release_status(options.text), {}, false};
    return std::visit(Said{}, (*channel)->send(outgoing));
}

int test(const Options& options)
{
    const auto read = config_or_complaints(options.config, std::cerr);
    if (!read)
        return failed;
    const auto store = open_store(*read);
    const auto config = with_callbacks(*read, store->vault);
    const auto all = providers(config);
    const auto found = std::ranges::find(all, options.name, &Provider::name);
    if (found == all.end()) {
        std::cerr << "belfry: there is no provider '" << options.name << "'; configured are";
        for (const auto& provider : all)
            std::cerr << ' ' << provider.name << " (" << provider.what << ')';
        std::cerr << (all.empty() ? " none\n" : "\n");
        return not_found;
    }
    if (found->http == nullptr) {
        std::cerr << "belfry: " << found->name << " is " << found->what
                  << ", which has no request to show; page somebody by it: belfry test OPID\n";
        return wrong_usage;
    }
    if (options.dry_run)
        return show(*found, options);
    if (found->http->channel != store::Channel::Sms) {
        std::cerr << "belfry: a call is spoken by the daemon; let it call somebody: belfry test "
                     "OPID --by ivr\n";
        return wrong_usage;
    }
    return send(*found, options);
}

} // namespace

void add_provider(CLI::App& app, Chosen& chosen)
{
    auto* command = app.add_subcommand("provider", "Try a gateway by itself");
    command->require_subcommand(1);
    auto* tested = command->add_subcommand(
        "test", "Hand a gateway a text of ours, or show the request that it would get");
    tested->footer("Nothing of this is in the store. A page to a contact is: belfry test OPID.");
    const auto options = std::make_shared<Options>();
    options->to = "+15550100";
    options->text = "Belfry: a test, no message.";
    tested->add_option("name", options->name, "Its name in the configuration")
        ->required()
        ->type_name("NAME");
    auto* to = tested->add_option("--to", options->to, "The number, such as +15550100")
                   ->type_name("NUMBER")
                   ->check(is_number);
    tested->add_option("--text", options->text, "What it says")->type_name("TEXT");
    auto* dry = tested->add_flag("--dry-run", options->dry_run,
                                 "Send nothing; print the request, with its secrets masked");
    add_config_option(*tested, options->config);
    tested->callback([&chosen, options, to, dry] {
        if (to->count() == 0 && dry->count() == 0)
            throw CLI::RequiredError("--to, or --dry-run");
        chosen = [options] { return test(*options); };
    });
}

} // namespace relay::service::command
