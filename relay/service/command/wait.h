#pragma once
#include "relay/service/command/client.h"
#include "store/model/instant.h"
#include <string>
#include <vector>

namespace relay::service::command {

enum class Waited { NotYet, Reached, OutOfReach };

/// Did the message get as far as `stage` (a word of store::Progress)? Every page must; where it
/// escalates, the escalation must have found somebody. `message` is the API's Message.
Waited reached(const Json& message, const std::string& stage);

/// Asks until all messages got that far; the exit code.
int wait_for(Client& client, const std::vector<std::string>& messages, const std::string& stage,
             store::Millis longest);

} // namespace relay::service::command
