#pragma once
#include "store/connection.h"
#include "store/master_keys.h"
#include "store/model/contact.h"
#include "store/value.h"
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace store {

/// Where a sealed field stands. It is bound into the seal: elsewhere it does not open.
struct Place {
    std::string_view table;
    std::string_view column;
    std::int64_t row = 0;
};

/// The key of one message's text. Without it the text is gone: that is how a message is purged.
class MessageKey {
public:
    static MessageKey random() { return MessageKey(SecretBytes::random()); }

    Blob seal(const Place& place, std::string_view text) const;
    /// Throws SealBroken.
    std::string open(const Place& place, const Blob& sealed) const;

private:
    friend class Vault;
    explicit MessageKey(SecretBytes bytes) : bytes_(bytes) {}
    SecretBytes bytes_;
};

/// Seals what may name a person: AES-256-GCM, a subkey for each seal, the id of the master key in
/// front. docs/decisions/store_encryption.md says why it is safe and what it does not hide.
///
/// Immutable and thread-safe once open.
class Vault {
public:
    /// True once this database has been opened with a key: from then on only with that key.
    static bool is_set_up(Connection& connection);

    /// Proves that the keys are the database's own; sets up a database that has none yet.
    /// Opens a transaction of its own. Throws KeyTrouble.
    static Vault open(Connection& connection, const MasterKeys& keys);

    Vault(Vault&&) noexcept;
    Vault& operator=(Vault&&) noexcept;
    ~Vault();

    Blob seal(const Place& place, std::string_view text) const;
    /// Throws SealBroken.
    std::string open(const Place& place, const Blob& sealed) const;

    /// For columns that may be absent: an empty text is NULL, and NULL an empty text.
    Value seal_or_null(const Place& place, std::string_view text) const;
    std::string open_or_empty(const Place& place, const Value& sealed) const;

    Blob wrap(const Place& place, const MessageKey& key) const;
    MessageKey unwrap(const Place& place, const Blob& wrapped) const;

    /// Hex HMAC-SHA-256 of an address, the same for each way of writing it (phones by their digits,
    /// mail in lower case): finds who has it without opening all.
    std::string blind_index(DetailKind kind, std::string_view address) const;

    /// Hex HMAC-SHA-256 of a short secret (WCTP security code), useless without the master key.
    std::string keyed_hash(std::string_view purpose, std::string_view text) const;
    /// Takes equally long whatever the answer.
    [[nodiscard]] bool matches(std::string_view keyed_hash, std::string_view purpose,
                               std::string_view text) const;

    /// For audit_chain.h.
    const SecretBytes& audit_key() const noexcept;

private:
    struct Keys;
    explicit Vault(std::unique_ptr<Keys> keys);
    void prove(const Blob& sealed, const std::string& names);
    Blob sealed_secrets() const;
    std::unique_ptr<Keys> keys_;
};

/// What a start does: loads the key file at `path` and proves it, or on the very first start, when
/// neither key nor sealed data exist, makes the key. Never a new key over old data: KeyTrouble.
Vault open_vault(Connection& connection, const std::filesystem::path& path);

} // namespace store
