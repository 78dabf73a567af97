#pragma once
#include "store/model/certificate.h"
#include "store/model/protected_text.h"
#include <string>
#include <tl/expected.hpp>

namespace relay::channels {

/// `words` as one text that only the holder of the certificate's key can read: TextOut::sealed. It
/// differs on every call. The error says why it could not be made, without a word of it.
tl::expected<std::string, std::string> sealed_mail(const store::ProtectedText& words,
                                                   const store::Certificate& certificate);

} // namespace relay::channels
