#pragma once
#include "relay/http/message.h"
#include "store/model/message.h"
#include <string_view>

namespace relay::inbox {

/// Which of a message's files a path names; 0: no number that a file may have.
int file_number(std::string_view part);

/// The file as an answer that no browser opens, runs or keeps: to be saved under its name (RFC
/// 6266, RFC 8187), and as nothing but its type. Where it is `asked_inline` and a PNG, JPEG, GIF or
/// PDF it may be shown, without scripts.
http::Response file_response(const store::MessageFile& file, bool asked_inline);

} // namespace relay::inbox
