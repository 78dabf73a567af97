#pragma once
#include "relay/api/rooms.h"
#include "relay/channels/channel.h"
#include "relay/service/open_store.h"
#include "store/group_commit.h"
#include <functional>
#include <memory>
#include <vector>

namespace relay::service {

/// What the API shows, with the key that devices subscribe to our pushes with. Throws CannotStart
/// where channels.push.key_file holds no key.
api::ApiSettings api_settings(const Config& config, const OpenStore& store,
                              std::function<std::vector<api::ConnectionCounts>()> connections);

/// Null: pushes are not configured. A device whose service says that it is gone is forgotten by
/// `writer`. Store and writer outlive the channel. Throws CannotStart for what is wrong with the
/// settings.
std::unique_ptr<channels::Channel> push_channel(const Config& config, const OpenStore& store,
                                                store::GroupCommit& writer);

} // namespace relay::service
