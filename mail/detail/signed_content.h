#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace mail {

/// The mail inside of an opaque signature (RFC 8551 3.5.2), `cms` in DER or BER. The signature is
/// not verified, and nothing is claimed about who signed. Empty: it is none, or there is nothing
/// inside.
std::optional<std::string> signed_content(std::string_view cms);

} // namespace mail
