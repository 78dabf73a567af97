#include "relay/smime/openssl_handles.h"
#include <new>
#include <openssl/pem.h>

namespace relay::smime {
namespace {

/// The default would ask for a password at the terminal.
int no_password(char*, int, int, void*)
{
    return -1;
}

Handle<BIO> made(BIO* bio)
{
    if (bio == nullptr)
        throw std::bad_alloc();
    return Handle<BIO>(bio);
}

} // namespace

Handle<BIO> reader_of(std::string_view bytes)
{
    return made(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
}

Handle<BIO> writer()
{
    return made(BIO_new(BIO_s_mem()));
}

std::string written_to(BIO& bio)
{
    char* bytes = nullptr;
    const auto size = BIO_get_mem_data(&bio, &bytes);
    return {bytes, static_cast<std::size_t>(size)};
}

Handle<X509> first_certificate(std::string_view pem)
{
    const auto reader = reader_of(pem);
    return Handle<X509>(PEM_read_bio_X509(reader.get(), nullptr, no_password, nullptr));
}

} // namespace relay::smime
