#pragma once
#include "relay/engine/house.h"
#include "store/model/acceptance.h"
#include "store/model/message.h"
#include "store/model/page.h"
#include <optional>
#include <string>
#include <vector>

// What a recipient may look at: the pages that lie in the own secure inbox, and nothing else.

namespace relay::inbox {

/// A page as its recipient sees it.
struct Entry {
    store::Page page;
    store::Message message;
    store::ProtectedText subject;            ///< with what engine::page_mark() puts before it
    bool is_purged = false;                  ///< subject, text, choices and files are gone
    std::optional<store::Acceptance> holder; ///< who has it, where one answer is enough
    std::string holder_name;
    std::vector<store::Reply> replies; ///< own answers in order; only where one page is asked for
};

/// Newest first; those older than `before` (not valid: from the newest). Throws StoreError.
std::vector<Entry> list(const engine::House& house, store::ContactId contact, store::PageId before,
                        std::size_t limit);

/// Empty: no such page, somebody else's, or one that is not in the inbox yet, which all look the
/// same. Throws StoreError.
std::optional<Entry> find(const engine::House& house, store::ContactId contact, store::PageId page);

} // namespace relay::inbox
