#pragma once
#include "wctp/operation.h"
#include "wctp/parser.h"
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

// For whoever sets a sending system up: what is wrong with a document, and what becomes of it.

namespace wctp {

/// What the three ways of reading say of one document.
struct Lint {
    std::vector<Deviation>
        deviations; ///< those that the lenient reader, or the mending one, forgave
    tl::expected<Document, ParseFailure> lenient;
    std::optional<ParseFailure> strict{}; ///< empty: it follows its grammar to the letter
    bool needs_mending = false; ///< only a source with repair_bytes is read; `lenient` is so read
};

/// Reads `bytes`, as posted with `content_type` (may be empty). Costs up to three parses; throws
/// std::bad_alloc; safe from any thread.
Lint lint(std::string_view content_type, std::string_view bytes);

/// As lines for people: "line 3: wctp-Recipient recipientID: ... ". Ends with a line break.
std::string text(const Lint& lint);

} // namespace wctp
