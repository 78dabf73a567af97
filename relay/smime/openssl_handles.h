#pragma once
#include <memory>
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/x509.h>
#include <string>
#include <string_view>

namespace relay::smime {

struct Free {
    void operator()(BIO* bio) const { BIO_free(bio); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(CMS_ContentInfo* content) const { CMS_ContentInfo_free(content); }
    void operator()(ASN1_TIME* time) const { ASN1_TIME_free(time); }
};

template <class T>
using Handle = std::unique_ptr<T, Free>;

/// Reads from `bytes`, which outlive it.
Handle<BIO> reader_of(std::string_view bytes);
/// Grows in memory.
Handle<BIO> writer();
std::string written_to(BIO& bio);

/// Null: there is none, or it is broken.
Handle<X509> first_certificate(std::string_view pem);

} // namespace relay::smime
