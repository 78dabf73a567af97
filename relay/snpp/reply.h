#pragma once
#include "relay/snpp/lines.h"
#include <optional>
#include <string>
#include <string_view>

namespace relay::snpp {

/// A server's reply: three digits and words. RFC 1861 4.2: 2xx done, 3xx go on, 421 and 5xx no;
/// in two-way transactions 7xx no, 8xx done, 9xx done once the pager is there.
struct Reply {
    int code = 0;
    std::string text; ///< of several lines the last
    bool operator==(const Reply&) const = default;

    bool is_success() const { return code / 100 == 2 || code / 100 == 8 || code / 100 == 9; }
};

/// As on the wire, with its line end. Controls in the text become blanks.
std::string line_of(const Reply& reply);

/// Replies out of a stream. RFC 1861 4.4: 214 is said on several lines; "250-" announces a further
/// one, as in SMTP.
class ReplyReader {
public:
    void take(std::string_view bytes) { lines_.take(bytes); }
    /// Empty: none is whole yet. Code 0: that is no SNPP, and nothing after it can be.
    std::optional<Reply> next();

private:
    Lines lines_{4096};
};

} // namespace relay::snpp
