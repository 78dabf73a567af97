#pragma once
#include <string>
#include <string_view>

namespace mail {

/// The body of a part that says it is base64 (RFC 2045 6.8), as it is found: each run of its lines
/// may be padded by itself. Lines that are no base64 at all, as gateways and lists add them, stay
/// as they stand where `keeps_others`; where there is nothing else, the whole body does.
std::string text_of_base64(std::string_view body, bool keeps_others);

} // namespace mail
