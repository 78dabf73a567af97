#pragma once
#include "relay/channels/incoming.h"
#include "relay/core/keyword_match.h"
#include "relay/engine/house.h"
#include "store/connection.h"
#include "store/contact_repository.h"
#include <optional>
#include <string>
#include <vector>

namespace relay::gateway {

/// A text by which a person joins a group, leaves it, or asks about it (S3.100-S3.107), inside one
/// transaction. Throws store::Busy where somebody else saved the group in between.
class Subscription {
public:
    using Owner = store::ContactRepository::Owner;

    /// `owners`: whose phone the text came from; none: nobody's yet.
    Subscription(store::Connection& connection, const engine::House& house,
                 const channels::IncomingText& incoming, const std::vector<Owner>& owners)
        : connection_(connection), house_(house), incoming_(incoming), owners_(owners)
    {
    }

    /// What was made of it; empty: it is about no keyword.
    std::optional<std::string> take(const core::KeyWords& words);

private:
    std::string join();
    std::string leave();
    std::string help();

    Owner newcomer();
    Owner who_joins() const;
    bool has_stopped(const Owner& owner);
    store::Group group();
    void save(const store::Group& group);
    void remember(const Owner& owner, const char* what);
    void say(const Owner& owner, const std::string& words);

    store::Connection& connection_; ///< outlives us, as do those below
    const engine::House& house_;
    const channels::IncomingText& incoming_;
    const std::vector<Owner>& owners_;
    store::GroupKeyword keyword_;
};

} // namespace relay::gateway
