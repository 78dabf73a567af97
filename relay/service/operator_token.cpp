#include "relay/service/operator_token.h"
#include "relay/service/directory_file.h"
#include "relay/service/directory_load.h"
#include "store/directory_snapshot.h"
#include "store/error.h"

namespace relay::service {

namespace {

constexpr const char* source_name = "cli";

} // namespace

void provide_operator_token(OpenStore& store, const Config& config)
{
    const auto people = store::load_directory(*store.database.reader(), store.vault);
    directory::Wanted wanted;
    if (people->source_named(source_name) == nullptr)
        wanted.sources.push_back(
            {.row = {.name = source_name, .door = store::Door::Cli}, .principal = {}, .place = {}});
    // Each node has its own, as each has a data_dir of its own.
    directory::WantedToken token{.name = {"cli@" + node_name(config), {}},
                                 .scope = store::Scope::Admin,
                                 .source = {source_name, {}},
                                 .contact = {},
                                 .file = config.data_dir / "cli.token",
                                 .text = {}};
    if (const auto text = read_secret(token.file))
        token.text = *text;
    wanted.tokens.push_back(token);
    const auto changes = bring_about(store, wanted, node_name(config), "serve");
    if (!changes)
        throw store::StoreError("cannot make " + token.file.string() + ": " +
                                changes.error().front().message);
}

} // namespace relay::service
