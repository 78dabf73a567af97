#pragma once
#include "store/connection.h"
#include "store/model/notice.h"
#include "store/vault.h"
#include <optional>
#include <utility>
#include <vector>

namespace store {

/// Notices; the mail address is sealed. Works inside the caller's transaction.
class NoticeRepository {
public:
    NoticeRepository(Connection& connection, const Vault& vault)
        : connection_(connection), vault_(vault)
    {
    }

    /// `mailed`: when it is to go out, of a status mail, which counts for mailed(); else empty.
    void insert(const Notice& notice, const std::optional<Instant>& mailed = {});
    /// When the last status mail to that address goes out, or went; `back`: the one that many
    /// before it. Empty: there were not so many.
    std::optional<Instant> mailed(std::string_view address, int back);
    /// The status mail to that address that gathers others, waits beyond `now` but not beyond
    /// `latest`, and has fewer than `most`, with one more in it from this transaction on: nobody
    /// closes it before that ends. Not valid: there is none.
    NoticeId join_digest(std::string_view address, Instant now, Instant latest, std::size_t most);
    /// Nothing joins it any more, once this transaction is committed.
    void close_digest(NoticeId id, Instant now);
    /// What is told in its mail besides itself, the oldest first.
    std::vector<Notice> of_digest(NoticeId id);
    std::optional<Notice> find(NoticeId id);
    /// In order of time: what a ClientQuery is told.
    std::vector<Notice> of_message(MessageId message);

    /// What waits until that source polls and was made since then, the oldest first.
    std::vector<Notice> waiting(SourceId poller, Instant since, std::size_t limit);
    /// How many these are, `limit` at most.
    std::size_t count_waiting(SourceId poller, Instant since, std::size_t limit);
    /// Nobody waits for it any more: it was fetched, or pushed. False: nobody did.
    bool settle(NoticeId id, Instant now);
    bool is_settled(NoticeId id);
    /// Settles what was made before `older_than` and nobody fetched; how many, by poller.
    std::vector<std::pair<SourceId, std::int64_t>> give_up(Instant older_than, Instant now);

private:
    Connection& connection_; ///< outlives us
    const Vault& vault_;     ///< outlives us
};

} // namespace store
