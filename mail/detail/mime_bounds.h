#pragma once
#include "mail/mime_reader.h"

#include <string>
#include <string_view>

namespace mail {

struct BoundedMime {
    std::string text;
    bool is_cut = false;
};

/// `message` with what would cost a MIME reader without limits too much left out: more
/// lines that could be boundaries, or more nested types, than any mail of `limits` can
/// need, and more parameters than `limits` allows.
///
/// Knows nothing of the structure, so it may cut a text that only looks like a bomb; it
/// says so then. Everything else is passed on octet by octet.
BoundedMime bounded_mime(std::string_view message, const MimeLimits& limits);

} // namespace mail
