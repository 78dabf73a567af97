#include "relay/service/directory_load.h"
#include "relay/directory/apply.h"
#include "store/directory_snapshot.h"
#include "store/node_repository.h"
#include "store/transaction.h"

namespace relay::service {

namespace {

constexpr store::Millis lease{60'000};

} // namespace

tl::expected<directory::Changes, std::vector<directory::Mistake>>
bring_about(OpenStore& store, const directory::Wanted& wanted, const std::string& node,
            const std::string& origin, bool dry_run)
{
    const auto now = std::chrono::floor<store::Millis>(std::chrono::system_clock::now());
    const auto connection = store.database.connect();
    store::Transaction transaction(*connection);
    // A number of its own for the keys; another than the daemon's, which may be running.
    store::NodeRepository nodes(*connection);
    const auto taken = nodes.acquire(node + "/directory", now, lease);
    store::IdGenerator ids(taken.number, nodes.highest_id());
    const auto present = store::load_directory(*connection, store.vault);
    auto changes = directory::changes_to(wanted, *present, ids, now);
    if (!changes || dry_run || changes->empty())
        return changes;
    directory::apply(*connection, store.vault, *changes, {"system", origin}, now);
    nodes.release(taken);
    transaction.commit();
    return changes;
}

} // namespace relay::service
