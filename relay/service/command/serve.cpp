#include "relay/service/command/serve.h"
#include "relay/service/command/commands.h"
#include "relay/service/command/read_config.h"
#include "relay/service/log.h"
#include "relay/service/open_store.h"
#include "relay/service/test_clock.h"
#include "relay/service/version.h"
#include "relay/service/wiring.h"
#include "store/error.h"
#include <CLI/CLI.hpp>
#include <atomic>
#include <csignal>
#include <iostream>
#include <memory>
#include <sys/resource.h>

namespace relay::service::command {

namespace {

using namespace std::chrono_literals;

log::Room& room()
{
    return log::room("service");
}

/// Signals come only to wait_for_signal(), so they must be blocked before any thread starts.
sigset_t block_signals()
{
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP})
        sigaddset(&signals, signal);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    return signals;
}

/// 0: none came within a second.
int wait_for_signal(const sigset_t& signals)
{
    constexpr timespec second{1, 0};
    const int signal = sigtimedwait(&signals, nullptr, &second);
    return signal > 0 ? signal : 0;
}

/// As many connections as the configuration allows need as many descriptors.
void raise_descriptor_limit()
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

/// Says once that the writer is unwell, and once that it is well again.
class WritingWatch {
public:
    void look(Writing now)
    {
        if (now == last_)
            return;
        last_ = now;
        switch (now) {
        case Writing::Well:
            room().notice("the store takes new messages again");
            return;
        case Writing::DiskFull:
            room().error("the disk is nearly full: senders are told to try later; free some space "
                         "where data_dir lies");
            return;
        case Writing::Ill:
            room().error("the store cannot be written: senders are told to try later");
            return;
        }
    }

private:
    Writing last_ = Writing::Well;
};

std::string joined(const std::vector<std::string>& texts)
{
    std::string all;
    for (const auto& text : texts)
        all += (all.empty() ? "" : ", ") + text;
    return all;
}

std::string doors_text(const Wiring& wiring)
{
    std::vector<std::string> texts;
    for (const auto& door : wiring.doors())
        texts.push_back(door.name + " " + door.address);
    return joined(texts);
}

void say_started(const Wiring& wiring, const Config& config, bool has_test_clock)
{
    const auto doors = doors_text(wiring);
    room().notice("started",
                  {{"version", program_version},
                   {"node", node_name(config)},
                   {"doors", doors},
                   {"store", config.store.engine == StoreEngine::Sqlite ? "sqlite" : "postgresql"},
                   {"channels", joined(wiring.channels())}});
    if (has_test_clock)
        room().warning("the clock is a test's: nothing happens until it is moved");
    systemd::notify_ready("listening on " + doors);
}

void reload(Wiring& wiring)
{
    if (const auto reloaded = wiring.reload_certificate(); reloaded)
        room().notice("the certificate was read again");
    else
        room().error("the certificate stays as it was", {{"why", reloaded.error()}});
}

void run_until_told(Wiring& wiring, const sigset_t& signals)
{
    std::atomic<std::int64_t> last_look{0};
    const auto seconds = [] { return std::chrono::steady_clock::now().time_since_epoch() / 1s; };
    last_look = seconds();
    const systemd::Watchdog watchdog([&] { return seconds() - last_look < 10; });
    WritingWatch watch;
    for (;;) {
        const int signal = wait_for_signal(signals);
        if (signal == SIGTERM || signal == SIGINT)
            return room().notice("stopping", {{"signal", signal}});
        if (signal == SIGHUP)
            reload(wiring);
        watch.look(wiring.writing());
        last_look = seconds();
    }
}

/// "2026-11-24T12:00:00Z" or what is wrong with it.
std::string take_instant(const std::string& text, ServeOptions& options)
{
    options.test_clock = parse_instant(text);
    return options.test_clock ? "" : "'" + text + "' is no instant such as 2026-11-24T12:00:00Z";
}

} // namespace

int serve(const ServeOptions& options)
{
    const auto config = config_or_complaints(options.config, std::cerr);
    if (!config)
        return failed;
    log::configure(config->log);
    const auto signals = block_signals();
    raise_descriptor_limit();
    try {
        Wiring wiring(*config, {systemd::inherited_sockets(), options.test_clock});
        wiring.start();
        say_started(wiring, *config, options.test_clock.has_value());
        run_until_told(wiring, signals);
        systemd::notify_stopping();
        wiring.stop();
    } catch (const std::exception& trouble) {
        room().error("cannot go on", {{"why", trouble.what()}});
        return failed;
    }
    room().notice("stopped");
    return done;
}

void add_serve(CLI::App& app, Chosen& chosen)
{
    auto options = std::make_shared<ServeOptions>();
    auto* command = app.add_subcommand("serve", "Run the relay until it is told to stop");
    add_config_option(*command, options->config);
    auto text = std::make_shared<std::string>();
    command
        ->add_option("--test-clock", *text,
                     "For tests: a clock that begins at this instant and stands still until "
                     "POST /test/advance moves it; loopback only")
        ->type_name("INSTANT")
        ->check([options, text](const std::string& given) {
            *text = given;
            return take_instant(given, *options);
        });
    command->callback([&chosen, options, text] { chosen = [options] { return serve(*options); }; });
}

} // namespace relay::service::command
