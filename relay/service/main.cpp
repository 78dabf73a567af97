#include "relay/service/command/commands.h"
#include "relay/service/command/exit_code.h"
#include "store/error.h"
#include <CLI/CLI.hpp>
#include <iostream>

namespace {

using namespace relay::service::command;

constexpr auto footer = R"(
A first page:  belfry send --to ADA-KING --text "Bed 12"
Its way:       belfry status MESSAGE
An answer:     belfry inbox --token-file FILE --reply latest --text "Coming"

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not found, 4 denied, 5 changed meanwhile,
6 server not reached, 7 waited in vain, 75 try again later. Manual: man belfry)";

void describe(CLI::App& app, Chosen& chosen)
{
    app.name("belfry");
    app.require_subcommand(1);
    app.get_formatter()->column_width(24);
    for (auto* add :
         {add_serve,    add_send,     add_status, add_message, add_test,      add_simulate,
          add_inbox,    add_contacts, add_groups, add_on_duty, add_directory, add_token,
          add_gateways, add_provider, add_source, add_wctp,    add_mail,      add_check_config,
          add_migrate,  add_voice,    add_version})
        add(app, chosen);
    app.footer(footer); // last: subcommands would inherit it
}

int trouble(const std::exception& what, ExitCode code)
{
    std::cerr << "belfry: " << what.what() << '\n';
    return code;
}

} // namespace

int main(int argc, char** argv)
{
    CLI::App app("Takes pages by WCTP and mail, delivers them, and tells the sender what became of "
                 "them.");
    Chosen chosen;
    describe(app, chosen);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? done : wrong_usage;
    }
    try {
        return chosen();
    } catch (const store::Busy& error) {
        return trouble(error, try_again_later);
    } catch (const store::StoreUnavailable& error) {
        return trouble(error, try_again_later);
    } catch (const std::exception& error) {
        return trouble(error, failed);
    }
}
