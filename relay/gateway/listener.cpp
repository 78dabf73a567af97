#include "relay/gateway/listener.h"
#include "relay/engine/commit.h"
#include "relay/gateway/answer.h"
#include "relay/service/log.h"
#include "store/error.h"

namespace relay::gateway {
namespace {

constexpr int most_tries = 5;

/// In a transaction of the writer's; again where another node got in between. False: not now.
bool write(const engine::House& house, const std::function<void(store::Connection&)>& work)
{
    const auto is_a_race = [](const store::StoreError& error) {
        return dynamic_cast<const store::Busy*>(&error) != nullptr ||
               dynamic_cast<const store::Conflict*>(&error) != nullptr;
    };
    for (int tries = 1;; ++tries) {
        try {
            house.writer.run(work);
            house.mailbox.poke();
            return true;
        } catch (const store::StoreError& error) {
            if (tries < most_tries && is_a_race(error))
                continue;
            service::log::room("gateway").error("not recorded, the gateway is to say it again",
                                                {{"why", error.what()}});
            return false;
        }
    }
}

} // namespace

bool Listener::hear(const channels::Receipt& receipt)
{
    return write(house_, [&](store::Connection& connection) {
        engine::Commit(connection, house_).receipt(receipt);
    });
}

bool Listener::hear(const channels::IncomingText& text)
{
    const bool heard = write(house_, [&](store::Connection& connection) {
        static_cast<void>(Answer(connection, house_, words_, text).take());
    });
    // An opt-out counts for whatever is being sent at this very moment.
    if (heard)
        house_.directory.refresh_if_changed(*house_.database.reader());
    return heard;
}

} // namespace relay::gateway
