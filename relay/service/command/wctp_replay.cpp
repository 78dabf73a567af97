// `belfry wctp replay`: what was recorded, decided again.
#include "relay/service/command/wctp_replay.h"
#include "relay/intake/wctp_decision.h"
#include "relay/service/command/commands.h"
#include "relay/service/command/exit_code.h"
#include "relay/service/command/read_config.h"
#include "relay/service/rehearsal.h"
#include "store/directory_snapshot.h"
#include "store/model/directory.h"
#include "store/wctp_transaction_repository.h"
#include "wctp/timestamp.h"
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

namespace relay::service::command {

namespace {

constexpr std::size_t read_at_once = 200;

struct Options {
    std::filesystem::path config;
    std::string source;
};

struct Counts {
    std::size_t all = 0;
    std::size_t differing = 0;
};

/// Prints what is decided otherwise today.
void compare(Rehearsal& rehearsal, const store::WctpTransaction& recorded,
             const std::string& source, Counts& counts)
{
    ++counts.all;
    const auto found = intake::differences(recorded.decision, rehearsal.decide(recorded));
    if (found.empty())
        return;
    ++counts.differing;
    std::cout << wctp::time_text(recorded.at) << ' ' << source << '\n';
    for (const auto& line : found)
        std::cout << "  " << line << '\n';
}

int replay(const Options& options)
{
    const auto config = config_or_complaints(options.config, std::cerr);
    if (!config)
        return failed;
    const auto store = open_store(*config);
    const auto people = store::load_directory(*store->database.reader(), store->vault);
    store::SourceId wanted;
    if (!options.source.empty()) {
        const auto* source = people->source_named(options.source);
        if (source == nullptr) {
            std::cerr << "belfry: there is no source '" << options.source << "'\n";
            return not_found;
        }
        wanted = source->id;
    }
    Rehearsal rehearsal(*config, *store);
    Counts counts;
    std::int64_t last = 0;
    for (;;) {
        const auto recorded =
            store::WctpTransactionRepository(*store->database.reader(), store->vault)
                .list(wanted, last, read_at_once);
        if (recorded.empty())
            break;
        for (const auto& one : recorded) {
            const auto* source = people->source(one.source);
            compare(rehearsal, one, source == nullptr ? one.source.text() : source->name, counts);
        }
        last = recorded.back().id;
    }
    std::cout << counts.all << " exchanges, " << counts.differing << " decided otherwise\n";
    return counts.differing == 0 ? done : failed;
}

} // namespace

void add_wctp_replay(CLI::App& group, Chosen& chosen)
{
    auto options = std::make_shared<Options>();
    auto* command = group.add_subcommand(
        "replay",
        "Decide again what was recorded, and say what comes out otherwise; sends nothing");
    add_config_option(*command, options->config);
    command->add_option("--source", options->source, "Of this source only; default all")
        ->type_name("NAME");
    command->callback([&chosen, options] { chosen = [options] { return replay(*options); }; });
}

} // namespace relay::service::command
