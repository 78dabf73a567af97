#include "store/detail/gcm.h"
#include "store/error.h"
#include <memory>
#include <openssl/evp.h>

namespace store::detail {
namespace {

struct Free {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
    void operator()(EVP_CIPHER* cipher) const { EVP_CIPHER_free(cipher); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, Free>;

/// Looked up once: the look-up costs as much as sealing a short text.
const EVP_CIPHER* aes_256_gcm()
{
    static const std::unique_ptr<EVP_CIPHER, Free> cipher(
        EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr));
    return cipher.get();
}

const unsigned char* bytes(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

Context context()
{
    Context made(EVP_CIPHER_CTX_new());
    if (made == nullptr || aes_256_gcm() == nullptr)
        throw StoreError("OpenSSL has no AES-256-GCM");
    return made;
}

} // namespace

void gcm_seal(const SecretBytes& key, const Nonce& nonce, std::string_view associated,
              std::string_view text, Blob& sealed)
{
    const auto cipher = context();
    const auto start = sealed.size();
    sealed.resize(start + text.size() + tag_length);
    auto* out = sealed.data() + start;
    int length = 0;
    const bool done =
        EVP_EncryptInit_ex2(cipher.get(), aes_256_gcm(), key.view().data(), nonce.data(),
                            nullptr) == 1 &&
        EVP_EncryptUpdate(cipher.get(), nullptr, &length, bytes(associated),
                          static_cast<int>(associated.size())) == 1 &&
        EVP_EncryptUpdate(cipher.get(), out, &length, bytes(text), static_cast<int>(text.size())) ==
            1 &&
        EVP_EncryptFinal_ex(cipher.get(), out + length, &length) == 1 &&
        EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, tag_length, out + text.size()) == 1;
    if (!done)
        throw StoreError("OpenSSL cannot seal with AES-256-GCM");
}

std::optional<std::string> gcm_open(const SecretBytes& key, std::span<const std::uint8_t> nonce,
                                    std::string_view associated,
                                    std::span<const std::uint8_t> sealed)
{
    if (nonce.size() != nonce_length || sealed.size() < tag_length)
        return std::nullopt;
    const auto cipher = context();
    const auto text_length = sealed.size() - tag_length;
    Blob tag(sealed.begin() + static_cast<std::ptrdiff_t>(text_length), sealed.end());
    std::string text(text_length, '\0');
    auto* out = reinterpret_cast<unsigned char*>(text.data());
    int length = 0;
    const bool genuine =
        EVP_DecryptInit_ex2(cipher.get(), aes_256_gcm(), key.view().data(), nonce.data(),
                            nullptr) == 1 &&
        EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, tag_length, tag.data()) == 1 &&
        EVP_DecryptUpdate(cipher.get(), nullptr, &length, bytes(associated),
                          static_cast<int>(associated.size())) == 1 &&
        EVP_DecryptUpdate(cipher.get(), out, &length, sealed.data(),
                          static_cast<int>(text_length)) == 1 &&
        EVP_DecryptFinal_ex(cipher.get(), out + length, &length) == 1;
    return genuine ? std::optional(std::move(text)) : std::nullopt;
}

} // namespace store::detail
