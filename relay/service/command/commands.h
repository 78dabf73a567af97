#pragma once
#include <filesystem>
#include <functional>
#include <string>

namespace CLI {
class App;
}

/// The words of the command line. Each add_* names one subcommand with its options and says what is
/// to be done when it was the one: `chosen` then answers the exit code.
namespace relay::service::command {

using Chosen = std::function<int()>;

inline constexpr const char* default_config = "/etc/belfry/belfry.yaml";

void add_serve(CLI::App& app, Chosen& chosen);
void add_send(CLI::App& app, Chosen& chosen);
void add_status(CLI::App& app, Chosen& chosen);
void add_message(CLI::App& app, Chosen& chosen);
void add_test(CLI::App& app, Chosen& chosen);
void add_simulate(CLI::App& app, Chosen& chosen);
void add_inbox(CLI::App& app, Chosen& chosen);
void add_contacts(CLI::App& app, Chosen& chosen);
void add_groups(CLI::App& app, Chosen& chosen);
void add_on_duty(CLI::App& app, Chosen& chosen);
void add_directory(CLI::App& app, Chosen& chosen);
void add_gateways(CLI::App& app, Chosen& chosen);
void add_provider(CLI::App& app, Chosen& chosen);
void add_token(CLI::App& app, Chosen& chosen);
void add_check_config(CLI::App& app, Chosen& chosen);
void add_migrate(CLI::App& app, Chosen& chosen);
void add_voice(CLI::App& app, Chosen& chosen);
void add_wctp(CLI::App& app, Chosen& chosen);
void add_mail(CLI::App& app, Chosen& chosen);
void add_source(CLI::App& app, Chosen& chosen);
void add_version(CLI::App& app, Chosen& chosen);

/// `--config FILE`, with its default and environment variable.
void add_config_option(CLI::App& command, std::filesystem::path& file);

} // namespace relay::service::command
