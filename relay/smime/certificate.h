#pragma once
#include "store/model/certificate.h"
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace relay::smime {

/// The one certificate that `pem` holds, where mail can be encrypted for it at `now`: an RSA or EC
/// key of 112 bits of strength or more that may be used for it (RFC 8550 4.4), not expired.
///
/// The error continues a sentence ("expired on ...") and repeats nothing of `pem`. Who issued the
/// certificate is not asked: whoever hands it in says that it is the contact's.
tl::expected<store::Certificate, std::string> read_certificate(std::string_view pem,
                                                               store::Instant now);

} // namespace relay::smime
