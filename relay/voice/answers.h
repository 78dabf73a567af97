#pragma once
#include "relay/voice/dialogue.h"

// The keys that answer a message, and what is said about them.

namespace relay::voice {

/// Was the message heard, and will its answer be?
bool is_answerable(const CallShape& shape);

/// "For ..., press 1", and so on.
Prompt answer_menu(const CallShape& shape);

/// Empty: the key is no answer.
std::optional<Report> answer_of(const CallShape& shape, char key);

/// "You chose 2".
Line said_back(const Report& answer);

} // namespace relay::voice
