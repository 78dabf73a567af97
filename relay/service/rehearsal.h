#pragma once
#include "relay/service/config.h"
#include "relay/service/open_store.h"
#include "store/model/wctp_transaction.h"
#include <memory>
#include <string>
#include <vector>

namespace relay::service {

/// Decides recorded WCTP exchanges again: by this program and configuration, and by the directory
/// as it is now, at the instant at which they came. Nothing is written and nobody is paged. One
/// thread.
class Rehearsal {
public:
    /// Both outlive it. Throws CannotStart, store::StoreError.
    Rehearsal(const Config& config, OpenStore& store);
    ~Rehearsal();
    Rehearsal(const Rehearsal&) = delete;
    Rehearsal& operator=(const Rehearsal&) = delete;

    /// The code and the lines of relay/intake/wctp_decision.h. In the order in which they came:
    /// time does not go back.
    std::vector<std::string> decide(const store::WctpTransaction& transaction);

private:
    class Inside;
    std::unique_ptr<Inside> inside_;
};

} // namespace relay::service
