#pragma once
#include "relay/channels/channel.h"
#include "relay/channels/settings.h"
#include <memory>
#include <tl/expected.hpp>
#include <vector>

namespace relay::channels {

/// Mail by way of a smart host. Takes TextOut with a mail address.
///
/// Message-ID and bounce address come from the delivery's id, so a repeated try is the same mail.
/// `settings.routes` are none of its business: see mail_routes.h. Sessions are kept open between
/// mails. Reads the password file now and never again.
tl::expected<std::unique_ptr<Channel>, std::vector<SettingsError>>
make_email(const EmailSettings& settings);

/// The settings of that route by itself, named after the channel and its place: email-2, email-3.
EmailSettings settings_of_route(const EmailSettings& settings, std::size_t route);

} // namespace relay::channels
