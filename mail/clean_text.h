#pragma once
#include <string>
#include <string_view>

namespace mail {

/// Text as it may be stored, shown and logged. `utf8` is valid UTF-8.
///
/// Removed: bidirectional overrides and isolates, zero-width and other invisible marks (the joiners
/// U+200C and U+200D stay: scripts and emoji need them). A control becomes a blank, so that no two
/// numbers join; U+0080 to U+009F are read as windows-1252, which is what their senders mean. Line
/// ends become '\n', tabs stay, U+00A0 becomes a blank, blanks of every kind at the end of a line
/// and of the text are cut; the one of a line "-- " stays, which makes a signature of what follows.
std::string clean_text(std::string_view utf8);

/// As clean_text(), on one line: every run of blanks and line ends is one blank.
std::string clean_line(std::string_view utf8);

/// As clean_line(), cut to `max_bytes` with "…" when it is longer.
std::string short_line(std::string_view utf8, std::size_t max_bytes);

/// Without blanks of every kind around it. `utf8` is valid UTF-8.
std::string_view trimmed_text(std::string_view utf8);

} // namespace mail
