#pragma once
#include "relay/channels/routes.h"
#include <string>
#include <string_view>

namespace relay::channels {

/// Is a domain meant by one of `patterns`: itself, or "*." and a domain above it? In any case of
/// letters.
bool is_domain_of(std::string_view domain, const std::vector<std::string>& patterns);

/// A server that takes the mail to some domains.
struct MailRoute {
    std::vector<std::string> domains; ///< as for is_domain_of()
    std::unique_ptr<Channel> sends_by;
};

/// Mail goes by the first of `routes` that its recipient's domain belongs to, else by `others`.
///
/// Each route sends at most its own parallel() at once; a mail that comes on top is Busy, so that a
/// slow server holds up nobody else's mail. Its illness is its own too: while it lasts its mails
/// are Busy at once and `report` was told, but `others` counts as well.
std::unique_ptr<Channel> make_mail_routes(std::vector<MailRoute> routes,
                                          std::unique_ptr<Channel> others,
                                          const core::HealthRule& rule, RouteReport report);

} // namespace relay::channels
