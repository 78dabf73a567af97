#pragma once
#include "store/connection.h"
#include "store/model/page.h"
#include <optional>
#include <vector>

namespace store {

/// Pages. Works inside the caller's transaction.
class PageRepository {
public:
    explicit PageRepository(Connection& connection) : connection_(connection) {}

    /// Throws Conflict (`page_message_id_contact_id_key`) when the message has a page for that
    /// contact already.
    void insert(const Page& page);

    std::optional<Page> find(PageId id);
    /// In the order in which they were made.
    std::vector<Page> of_message(MessageId message);

    /// What the contact sees: pages whose secure delivery was accepted or came further, newest
    /// first, older than `before` (not valid: from the newest).
    std::vector<Page> inbox_of(ContactId contact, PageId before, std::size_t limit);

    /// Not delivered although their expiry has come: the longest overdue first.
    std::vector<Page> expired(Instant now, std::size_t limit);
    /// Whose contact's view of the text is over at `now`, or to be looked at anew.
    std::vector<Page> to_purge(Instant now, std::size_t limit);
    /// When the next expires after `after`; empty: none does.
    std::optional<Instant> next_expiry(Instant after);

    /// Saves progress, its instants and the expiry. False when somebody saved since `page` was
    /// read: read again, decide again. The row's version is then page.version + 1.
    [[nodiscard]] bool save(const Page& page);

private:
    Connection& connection_; ///< outlives us
};

} // namespace store
