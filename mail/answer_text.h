#pragma once
#include <string>
#include <string_view>

namespace mail {

/// What a person wrote who answers a mail, without what they quote and sign with.
struct AnswerText {
    std::string first_line; ///< that is no greeting; empty: they wrote nothing
    std::string text;       ///< all of it, with its paragraphs; empty where first_line is
    friend bool operator==(const AnswerText&, const AnswerText&) = default;
};

/// `text` as in Readable. A banner of a gateway and our own notes are nobody's words. An answer
/// below the quote is found where each quoted line is marked with
/// '>'; below any other quote nothing is looked for, since that would be our own words.
AnswerText answer_in(std::string_view text);

/// What is left out of a mail whose sender's words alone are wanted.
struct TextCuts {
    bool signature = false; ///< up to ten lines below a line "-- ", what programs write below
    /// Lines marked with '>', but no value (">130 HR"), and a mail that is quoted below the text. A
    /// mail that is sent on is no quote.
    bool quoted = false;
};

/// `text` as in Readable, without those. Lines that name attachments and calendar entries stay.
/// Where nothing would be left, or nothing is to be cut, all of it: a page is never empty because
/// of this.
std::string own_text(std::string_view text, TextCuts cuts);

} // namespace mail
