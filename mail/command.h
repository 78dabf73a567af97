#pragma once
// One line of the client, taken apart. What may follow what is the session's business.
#include "mail/address.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mail {

enum class Verb {
    Ehlo,
    Helo,
    Lhlo, ///< LMTP, RFC 2033 4.1
    Mail,
    Rcpt,
    Data,
    Rset,
    Noop,
    Quit,
    Vrfy,
    Expn,
    Help,
    StartTls,
    Auth,
    Bdat,
    Xclient, ///< of a front end, for the client behind it
    Foreign, ///< a word of HTTP: somebody lets a browser talk to us
    Unknown,
};

struct Command {
    Verb verb = Verb::Unknown;
    std::string argument; ///< blanks around it are cut
};

/// `line` without its line end. Verbs are case-insensitive (RFC 5321 2.4).
Command parse_command(std::string_view line);

struct PathParameter {
    std::string name; ///< upper-case
    std::string value;
    bool has_value = false;
};

/// The argument of MAIL or RCPT.
struct PathArgument {
    std::optional<Address> address; ///< empty: "<>"
    bool has_source_route = false;  ///< "<@a,@b:c@d>"; the route itself is not kept
    std::vector<PathParameter> parameters;
};

enum class PathKind { From, To };

/// Takes "FROM:<a@b> SIZE=1" or "TO:<c@d>". A blank after the colon and a path without
/// brackets are let pass, as old devices write them (docs/smtp.md).
Result<PathArgument> parse_path(std::string_view argument, PathKind kind);

} // namespace mail
