#pragma once
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace relay::smime {

/// `part`, a MIME entity with CR LF line ends, as CMS enveloped-data in DER: AES-256-CBC under a
/// fresh key that only the holder of the certificate's key can open. RFC 8551 3.3.
///
/// Whether the certificate has expired is not asked. The error says what OpenSSL could not do.
tl::expected<std::string, std::string> enveloped(std::string_view part, std::string_view pem);

} // namespace relay::smime
