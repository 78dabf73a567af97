#pragma once
#include "store/model/certificate.h"
#include "store/model/protected_text.h"
#include <string>
#include <tl/expected.hpp>

namespace relay::channels {

/// A file to be encrypted.
struct SealedFile {
    std::string name;
    std::string type;
    store::ProtectedText content;
};

/// `words` and `files` as one text that only the holder of the certificate's key can read:
/// TextOut::sealed. It differs on every call. The error says why it could not be made, without a
/// word of it.
tl::expected<std::string, std::string> sealed_mail(const store::ProtectedText& words,
                                                   const store::Certificate& certificate,
                                                   const std::vector<SealedFile>& files = {});

} // namespace relay::channels
