#pragma once
#include "store/model/network.h"
#include <vector>

struct sockaddr;

namespace relay::channels {

using store::Network;

/// May we open a connection to `address`? The rule against requests that a stranger's URL steers
/// into our own network (X24); asked with the address that is about to be connected, after DNS.
///
/// `allowed` empty: public addresses only, so never loopback, link-local, private, shared,
/// multicast, documentation or the metadata services of clouds. Otherwise: only those blocks.
/// Anything that is not IPv4 or IPv6 is refused.
bool may_connect(const sockaddr& address, const std::vector<Network>& allowed);

} // namespace relay::channels
