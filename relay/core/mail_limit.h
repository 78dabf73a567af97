#pragma once
#include "store/model/instant.h"
#include "store/model/notice.h"
#include <cstddef>
#include <optional>

// How many status mails one address gets, so that two systems that answer each other's mails stay
// quiet (CHANNELS.md 5.2).

namespace relay::core {

struct MailLimit {
    int most = 20; ///< to one address within the span; 0: no limit
    store::Millis within{3600 * 1000};
};

/// Of so many is one mail that tells several, itself too.
inline constexpr std::size_t most_in_digest = 200;

/// Does it count? Status mails go to an address that somebody else gave us; fail reports and words
/// to recipients go where an administrator said.
bool is_status_mail(const store::Notice& notice);

/// Is it never held? That a page reached nobody, or what somebody answered, is told at once.
bool is_urgent_status(const store::Notice& notice);

/// When the next one may go: now, or once the `most`-th before it is old enough. `earlier`: when
/// that one goes or went; empty: there were not so many. Empty: never, it would wait for longer
/// than `longest`.
std::optional<store::Instant> status_mail_at(store::Instant now,
                                             const std::optional<store::Instant>& earlier,
                                             const MailLimit& limit, store::Millis longest);

} // namespace relay::core
