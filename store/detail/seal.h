#pragma once
#include "store/vault.h"
#include <optional>
#include <string>
#include <string_view>

namespace store::detail {

/// A sealed field: format (1 byte), id of the master key (4), salt (16), nonce (12), ciphertext,
/// tag (16). Each seal has a subkey of its own, made from the salt, so that no count of seals wears
/// out the sealing key. docs/decisions/store_encryption.md.
Blob seal(const SecretBytes& sealing_key, std::uint32_t key_id, const Place& place,
          std::string_view text);
/// Throws SealBroken.
std::string open(const SecretBytes& sealing_key, const Place& place, const Blob& sealed);

/// Which master key it was sealed with; empty: it is no sealed field.
std::optional<std::uint32_t> key_id(const Blob& sealed);

/// A field under a message's own key: format (1), nonce (12), ciphertext, tag (16). Such a key
/// seals three fields in its life, so a random nonce is safe.
Blob seal_with_message_key(const SecretBytes& key, const Place& place, std::string_view text);
std::string open_with_message_key(const SecretBytes& key, const Place& place, const Blob& sealed);

/// Eight hex digits, as in log lines.
std::string key_name(std::uint32_t id);

[[noreturn]] void throw_seal_broken(const Place& place, const std::string& why);

} // namespace store::detail
