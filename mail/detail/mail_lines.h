#pragma once
// What the lines of a mail are to people: their own words, somebody else's, or a program's.
#include <cstddef>
#include <string_view>
#include <vector>

namespace mail {

using Lines = std::vector<std::string_view>;

/// `text` as in Readable. Without blanks around each line, but for the one of a line "-- ".
Lines lines_of(std::string_view text);

/// Where the first line behind `at` stands that is not empty; lines.size() when there is none.
std::size_t next_at(const Lines& lines, std::size_t at);
std::string_view next_line(const Lines& lines, std::size_t at);

/// "-- " with its blank (RFC 3676 4.3): without it, it is the value of many a monitor.
bool is_signature_mark(std::string_view line);

/// "Sent from my iPhone" and its like.
bool is_of_a_program(std::string_view line);

/// What Readable::text says in our words: of attachments, calendar entries, what cannot be shown.
bool is_note_of_ours(std::string_view line);

/// What a gateway writes above a mail from outside.
bool is_banner(std::string_view line);

/// A line right below a banner that is still of it.
bool continues_banner(std::string_view line);

/// "Hello Ada," and nothing else.
bool is_greeting(std::string_view line);

/// "2" of "Hi, 2"; a line that is no more than a greeting, or none, as it is.
std::string_view without_greeting(std::string_view line);

/// Nothing but dashes or underscores, five at least.
bool is_rule(std::string_view line);

/// How many lines say who wrote what follows; long ones are broken by clients. 0: this is none.
std::size_t attribution_at(const Lines& lines, std::size_t at);

/// "-----Original Message-----"
bool is_quote_rule(std::string_view line);

/// "---------- Forwarded message ---------": what stands below is what the mail is about.
bool is_forward_rule(std::string_view line);

/// The header of a mail that is quoted without marks: From, and within five lines `others` of
/// date, addressee and subject.
bool is_quoted_header(const Lines& lines, std::size_t at, std::size_t others);

/// Such a header without a rule above it: From has an address, and a subject is there. "From: ICU
/// 3", "To: Ward 5" and a date are the text of many alarms.
bool is_mail_header(const Lines& lines, std::size_t at);

} // namespace mail
