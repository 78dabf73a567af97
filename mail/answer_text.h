#pragma once
#include <string>
#include <string_view>

namespace mail {

/// What a person wrote who answers a mail, without what they quote and sign with.
struct AnswerText {
    std::string first_line; ///< empty: they wrote nothing
    std::string paragraph;  ///< up to the first empty line, since clients break long lines
    friend bool operator==(const AnswerText&, const AnswerText&) = default;
};

/// `text` as in Readable. An answer below the quote is found where each quoted line is marked with
/// '>'; below any other quote nothing is looked for, since that would be our own words.
AnswerText answer_in(std::string_view text);

} // namespace mail
