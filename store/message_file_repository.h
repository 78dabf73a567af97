#pragma once
#include "store/connection.h"
#include "store/model/message.h"
#include "store/vault.h"
#include <optional>
#include <vector>

namespace store {

/// The files of messages, names and contents sealed under the message's own key: with the key they
/// are gone. Knows nothing of the message's row; ask MessageRepository, which has the key. Works
/// inside the caller's transaction.
class MessageFileRepository {
public:
    explicit MessageFileRepository(Connection& connection) : connection_(connection) {}

    void insert(MessageId message, const MessageKey& key, const std::vector<MessageFile>& files);
    /// In order, without contents, which are not read either. Throws SealBroken.
    std::vector<MessageFile> list(MessageId message, const MessageKey& key);
    /// With its content. Throws SealBroken.
    std::optional<MessageFile> find(MessageId message, int number, const MessageKey& key);
    void forget(MessageId message);

private:
    Connection& connection_; ///< outlives us
};

} // namespace store
