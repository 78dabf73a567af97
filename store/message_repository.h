#pragma once
#include "store/connection.h"
#include "store/model/message.h"
#include "store/vault.h"
#include <optional>
#include <string_view>
#include <vector>

namespace store {

/// Messages. Subject, body, choices and files are sealed under a key of their own; originator,
/// status mail address and misc info under the vault's. Works inside the caller's transaction.
class MessageRepository {
public:
    MessageRepository(Connection& connection, const Vault& vault)
        : connection_(connection), vault_(vault)
    {
    }

    /// Throws Conflict: `message_tracking_key`.
    void insert(const Message& message);

    /// A purged message has empty subject, body and choices, and no files. Of files it has all but
    /// the content. Throws SealBroken.
    std::optional<Message> find(MessageId id);
    /// One file of it, 1 is the first, with its content. Empty: no such message or file, or purged.
    /// Throws SealBroken.
    std::optional<MessageFile> file(MessageId id, int number);
    /// Without subject, body, choices and files, which stay sealed: what decisions need, and what
    /// can be decided even where a text was tampered with.
    std::optional<Message> find_envelope(MessageId id);
    std::optional<Message> find_by_tracking(std::string_view tracking);

    /// Until this transaction ends no other one locks it: who decides by several rows of a message,
    /// each of which another node may be changing, asks for it first. Nothing on SQLite, which has
    /// one writer.
    void lock(MessageId id);

    /// Newest first; those older than `before` (not valid: from the newest). Without files.
    std::vector<Message> list(MessageId before, std::size_t limit);
    std::vector<Message> list_of_source(SourceId source, MessageId before, std::size_t limit);

    /// Called off. False: not there, or called off before.
    [[nodiscard]] bool recall(MessageId id, Instant at);
    /// Forgets subject, body, choices, files and the texts of its replies for ever: their key goes
    /// with them. Who, when and how stay. False: not there, or purged before.
    [[nodiscard]] bool purge_body(MessageId id);
    [[nodiscard]] bool is_purged(MessageId id);

private:
    Connection& connection_; ///< outlives us
    const Vault& vault_;     ///< outlives us
};

} // namespace store
