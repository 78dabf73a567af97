#pragma once
#include "store/secret_bytes.h"
#include <cstdint>
#include <filesystem>
#include <vector>

namespace store {

/// The keys that seal everything else; they live outside the database.
///
/// A key is 32 bytes: raw as the whole file, or a line of 64 hex digits or 44 characters of base64
/// (lines beginning with '#' are notes). Several lines, or several files of a directory in name
/// order: the last is used to seal, all of them to open. So a key is rotated by adding one. Each
/// has an id made from itself, stored in everything it sealed.
class MasterKeys {
public:
    struct Key {
        std::uint32_t id = 0;
        SecretBytes bytes;
    };

    /// Throws KeyTrouble: missing, of a wrong length, or open to others (mode o+r, or g+w).
    static MasterKeys load(const std::filesystem::path& path);
    /// Makes a new random key in a file that does not exist yet (mode 0400), on stable storage
    /// when it returns. For the first start only: see open_vault(). Throws KeyTrouble.
    static MasterKeys generate(const std::filesystem::path& path);

    const Key& current() const noexcept { return keys_.back(); }
    /// Null: we do not have that key.
    const Key* find(std::uint32_t id) const noexcept;
    const std::vector<Key>& all() const noexcept { return keys_; }

private:
    explicit MasterKeys(std::vector<Key> keys) : keys_(std::move(keys)) {}
    std::vector<Key> keys_; ///< never empty
};

} // namespace store
