#include "relay/service/command/commands.h"
#include "relay/service/command/exit_code.h"
#include <CLI/CLI.hpp>
#include <iostream>
#include <unistd.h>
#ifdef BELFRY_WITH_PHONE
#include "relay/phone/voice_process.h"
#endif

namespace relay::service::command {

namespace {

int voice()
{
#ifdef BELFRY_WITH_PHONE
    if (::isatty(STDIN_FILENO) == 0)
        return phone::run_voice(STDIN_FILENO, STDOUT_FILENO);
    std::cerr << "belfry voice: belfry serve starts this itself; there is nothing to type here\n";
    return wrong_usage;
#else
    std::cerr << "belfry voice: this program was built without voice (libre and librem)\n";
    return failed;
#endif
}

} // namespace

void add_voice(CLI::App& app, Chosen& chosen)
{
    auto* command = app.add_subcommand("voice", "Make calls by SIP; started by serve");
    command->callback([&chosen] { chosen = voice; });
}

} // namespace relay::service::command
