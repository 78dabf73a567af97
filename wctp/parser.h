#pragma once
#include "wctp/operation.h"
#include "wctp/result.h"
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

// Bytes to values. Opens nothing: a DOCTYPE is never followed, an internal subset and every
// declared entity is refused.

namespace wctp {

struct ReadOptions {
    /// Refuse (302, 301, 405) whatever the grammar of the version named does not allow.
    bool strict = false;
    /// Also mend bytes that are no XML: control characters and a NUL at the end are dropped, Latin
    /// bytes within UTF-8 are taken as windows-1252, utf-16 declared over UTF-8 is ignored. Off by
    /// default: what is repaired may not be what was meant. Nothing with `strict`.
    bool repair_bytes = false;
    /// The encoding told outside the document (charset of a content type): ISO-8859-1 and
    /// windows-1252 count when the document names none itself and is no UTF-8.
    std::string_view charset{};
    /// More than this is 301. The caller's own cap comes first, this one is for forgetful ones.
    std::size_t max_bytes = 1024 * 1024;
    /// Gets each deviation with its place, also when the document is refused in the end; null:
    /// nobody wants to know.
    std::vector<Deviation>* deviations = nullptr;
};

/// Why a document was refused, and what was understood before that: enough for an answer in the
/// right element and version (failure_answer) and for a log line. Unknown fields are empty.
struct ParseFailure {
    Error error;
    std::optional<Version> version{};
    std::string token{};
    std::optional<Kind> kind{};
    std::string sender_id{};
    std::string recipient_id{};
    std::string message_id{};
    std::size_t line = 0; ///< where the grammar was broken; 0: said in `error`, or of the whole
    friend bool operator==(const ParseFailure&, const ParseFailure&) = default;
};

/// Limits: depth 32, 64 attributes an element, 2000 elements, 8 kB an attribute, max_bytes in all.
/// Does not throw but std::bad_alloc; needs less than 64 kB of stack; safe from any thread.
tl::expected<Document, ParseFailure> parse(std::string_view bytes, const ReadOptions& options = {});

} // namespace wctp
