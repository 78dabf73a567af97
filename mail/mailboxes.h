#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// The addresses of a To, Cc or Bcc field (RFC 5322 3.4), as written: names, comments and the names
/// of groups are left out. At most `most` of them. What is not well-formed is read as far as it can
/// be; whether it is an address is for Address::parse() to say.
std::vector<std::string> mailboxes_in(std::string_view value, std::size_t most);

} // namespace mail
