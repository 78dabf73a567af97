#pragma once
#include "relay/engine/house.h"
#include "store/model/page.h"
#include <string>
#include <tl/expected.hpp>

// The one door for news about pages: a device has it, somebody read it, somebody answered.

namespace relay::intake {

enum class NotObserved {
    NoSuchPage,   ///< also somebody else's page: existence does not show
    NoSuchChoice, ///< the message has no choice of that number
    NoResponse,   ///< the originator allows none (WCTP allowResponse)
    EmptyText,
    Taken,    ///< somebody else of the group took it before
    Answered, ///< the contact chose something else before
    TooLong,
    Unavailable, ///< the store cannot write now: try again
};

std::string_view word(NotObserved why);

/// Of an answer in words.
inline constexpr std::size_t most_reply_bytes = 4000;

/// Of longer ones the beginning, which says so: what somebody answered counts, whatever a program
/// has put behind it.
std::string fitting_answer(const std::string& words);

/// Every function returns after the commit. Thread-safe; not on the writer's thread.
class Observation {
public:
    explicit Observation(const engine::House& house) : house_(house) {}

    /// The contact's device has these pages (of that contact only; others are passed over).
    tl::expected<void, NotObserved> delivered(store::ContactId contact,
                                              const std::vector<store::PageId>& pages) const;
    /// The contact opened the page, by the inbox or by what `how` says.
    tl::expected<void, NotObserved> read(store::ContactId contact, store::PageId page,
                                         std::string_view how = "the contact's inbox") const;

    /// A device showed the push that this receipt came with: its page is delivered, once. False: no
    /// such receipt, or it was used.
    tl::expected<bool, NotObserved> shown(std::string_view receipt) const;

    /// The contact answered: `choice` counts from 1 into the message's choices, 0 is free text.
    /// The same answer again within a minute is the same reply, whichever channel it came by; of a
    /// message's choices a contact makes one, and so does a group for which one answer is enough
    /// (D1, D13). Words may always follow.
    tl::expected<store::Reply, NotObserved> reply(store::ContactId contact, store::PageId page,
                                                  int choice, const std::string& text,
                                                  store::Channel channel) const;

    /// The contact will not do it.
    tl::expected<store::Reply, NotObserved> decline(store::ContactId contact, store::PageId page,
                                                    store::Channel channel) const;
    /// The contact took it and is done.
    tl::expected<void, NotObserved> close(store::ContactId contact, store::PageId page,
                                          store::Channel channel) const;

private:
    const engine::House& house_; ///< outlives us
};

/// The choice of the message, from 1, that these words mean, as it was shown or as its sender gets
/// it; 0: none, it is a free answer.
int choice_meant(const store::Message& message, std::string_view words);

/// An answer in words as it is kept.
std::string clean_answer(const std::string& text);

/// As Observation::reply(), in a transaction of the caller's, who pokes the mailbox after it. Of
/// `reply` page, contact, channel and choice are given.
tl::expected<store::Reply, NotObserved> record_reply(const engine::House& house,
                                                     store::Connection& connection,
                                                     store::Reply reply, const std::string& text);
tl::expected<store::Reply, NotObserved>
record_decline(const engine::House& house, store::Connection& connection, store::Reply reply);
/// Taken, where the contact does not hold it.
tl::expected<void, NotObserved>
record_close(const engine::House& house, store::Connection& connection, const store::Reply& reply);

} // namespace relay::intake
