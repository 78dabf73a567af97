#pragma once
#include "store/model/channel.h"
#include "store/model/id.h"
#include "store/model/instant.h"
#include <string>

namespace store {

struct LinkTag {
    static constexpr std::string_view prefix = "ln";
};
using LinkId = Id<LinkTag>;

/// A one-time link to a page, for one contact.
struct PageLink {
    LinkId id;
    std::string hash; ///< token_hash() of the link's token
    PageId page;
    ContactId contact;
    Channel channel = Channel::Sms; ///< that carried it; an answer counts as one by it
    std::string browser; ///< token_hash() of what its first browser shows; empty: nobody's yet
    Instant created{};
    Instant expires{};
    bool operator==(const PageLink&) const = default;
};

} // namespace store
