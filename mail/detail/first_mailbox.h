#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mail {

struct ReadMailbox {
    std::string name;    ///< UTF-8, on one line
    std::string address; ///< as written, printable ASCII; empty when there is none
};

/// The first mailbox of a From field, RFC 5322 3.4, with comments and groups; reads what is
/// not well-formed as far as it can.
ReadMailbox first_mailbox(std::string_view value);

/// The message ids of a field: what stands in angle brackets, at most `count` of them.
/// Ids with blanks or other than printable ASCII, or over 250 octets, are left out.
std::vector<std::string> message_ids(std::string_view value, std::size_t count);

} // namespace mail
