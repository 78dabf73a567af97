#include "relay/gateway/written.h"
#include "relay/service/log.h"
#include "store/error.h"

namespace relay::gateway {
namespace {

constexpr int most_tries = 5;

bool is_a_race(const store::StoreError& error)
{
    return dynamic_cast<const store::Busy*>(&error) != nullptr ||
           dynamic_cast<const store::Conflict*>(&error) != nullptr;
}

} // namespace

bool written(const engine::House& house, const std::function<void(store::Connection&)>& work)
{
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

} // namespace relay::gateway
