#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace store {

/// 32 bytes of key; wiped when it dies. Cannot be printed.
class SecretBytes {
public:
    static constexpr std::size_t length = 32;

    SecretBytes() = default;
    explicit SecretBytes(std::span<const std::uint8_t, length> bytes);
    SecretBytes(const SecretBytes&) = default;
    SecretBytes& operator=(const SecretBytes&) = default;
    ~SecretBytes();

    /// Fresh from the system's generator. Throws StoreError when that fails.
    static SecretBytes random();

    std::span<const std::uint8_t, length> view() const noexcept { return bytes_; }
    std::span<std::uint8_t, length> view() noexcept { return bytes_; }

private:
    std::array<std::uint8_t, length> bytes_{};
};

} // namespace store
