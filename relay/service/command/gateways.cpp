#include "relay/service/gateways.h"
#include "relay/service/command/commands.h"
#include "relay/service/command/read_config.h"
#include "relay/service/open_store.h"
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

namespace relay::service::command {

namespace {

int print(const std::filesystem::path& file)
{
    const auto read = config_or_complaints(file, std::cerr);
    if (!read)
        return failed;
    const auto store = open_store(*read);
    const auto config = with_callbacks(*read, store->vault);
    const auto gateways = calling_gateways(config, store->vault);
    if (!gateways) {
        std::cerr << gateways.error() << '\n';
        return failed;
    }
    for (const auto& gateway : *gateways)
        std::cout << gateway.reader->provider() << '\t' << gateway.address << '\n';
    if (gateways->empty())
        std::cerr << "belfry: no gateway can call back: set site.public_url, or callback_url of "
                     "the channel, and use a driver that has callbacks\n";
    return gateways->empty() ? not_found : done;
}

} // namespace

void add_gateways(CLI::App& app, Chosen& chosen)
{
    auto* command = app.add_subcommand(
        "gateways", "Print the addresses that gateways must call with receipts and texts");
    command->footer("The address is a secret: who knows it can answer pages.");
    const auto config = std::make_shared<std::filesystem::path>();
    add_config_option(*command, *config);
    command->callback([&chosen, config] { chosen = [config] { return print(*config); }; });
}

} // namespace relay::service::command
