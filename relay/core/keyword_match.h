#pragma once
#include "relay/core/reply_match.h"
#include "store/model/keyword.h"
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Texts about joining and leaving a group (S3.99-S3.110).

namespace relay::core {

enum class KeywordWish { Join, Leave, Help };

struct KeywordMeant {
    const store::GroupKeyword* keyword = nullptr; ///< one of those given
    KeywordWish wish = KeywordWish::Join;
};

/// "movie" and "MOVIE start" join, "movie stop" leaves that group only, "movie help" asks. Empty:
/// the text is about no keyword. `keywords` are those of the number that the text was sent to.
std::optional<KeywordMeant> match_keyword(std::string_view text,
                                          const std::vector<store::GroupKeyword>& keywords,
                                          const KeyWords& words);

/// The digits of a number, so that "+1 555" and "1555" are one.
std::string number_digits(std::string_view number);

/// A keyword as it is kept: upper case. Empty: it is none, since it has blanks or marks or is
/// longer than 20 characters, or would hide a word by which people leave, return or ask.
std::optional<std::string> keyword_of(std::string_view text, const KeyWords& words);

/// Does a welcome say how to leave (S3.102)?
bool says_how_to_leave(std::string_view text, const KeyWords& words);

} // namespace relay::core
