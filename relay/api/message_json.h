#pragma once
#include "relay/api/message_record.h"
#include "relay/api/message_story.h"

namespace relay::api {

/// What a reader is shown of a message.
struct MessageView {
    const store::Directory& people; ///< outlives it
    const Names& names;             ///< outlives it
    bool shows_text = false;
    bool is_admin = false; ///< sees what gateways said, and who was hidden
};

/// The members that a list shows, too.
void write_summary(JsonWriter& json, const store::Message& message, const store::Directory& people);

/// The member `files`: what came with a message, each by the number that its content is asked for.
void write_files(JsonWriter& json, const store::Message& message);

void write(JsonWriter& json, const MessageRecord& record, const MessageView& view);

} // namespace relay::api
