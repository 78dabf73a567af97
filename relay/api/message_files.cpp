#include "relay/api/message_files.h"
#include "relay/api/messages.h"
#include "relay/inbox/inbox.h"
#include "relay/inbox/message_file.h"
#include "store/message_repository.h"

namespace relay::api {
namespace {

constexpr auto gone_text = "The text and its files have been removed.";

Outcome answer_with_file(const Call& call, store::MessageId message)
{
    const auto reader = call.house().database.reader();
    const auto file = store::MessageRepository(*reader, call.house().vault)
                          .file(message, inbox::file_number(call.part));
    if (!file)
        return tl::unexpected(not_found());
    return inbox::file_response(*file, call.parameter("inline") == "1");
}

} // namespace

Outcome read_message_file(const Call& call)
{
    const auto id = store::MessageId::parse(call.id);
    std::optional<store::Message> message;
    bool is_purged = false;
    if (id) {
        const auto reader = call.house().database.reader();
        store::MessageRepository messages(*reader, call.house().vault);
        message = messages.find_envelope(*id);
        is_purged = messages.is_purged(*id);
    }
    if (!message || !may_read(call.caller, *message))
        return tl::unexpected(not_found());
    if (is_purged)
        return tl::unexpected(gone(gone_text));
    if (call.caller.is_admin()) // before it is shown: no entry, no file
        call.house().writer.run([&](store::Connection& connection) {
            audit(call, connection, "message.read_file", id->text());
        });
    return answer_with_file(call, *id);
}

Outcome read_inbox_file(const Call& call)
{
    const auto page = store::PageId::parse(call.id);
    const auto entry =
        page ? inbox::find(call.house(), call.caller.token.contact, *page) : std::nullopt;
    if (!entry)
        return tl::unexpected(not_found());
    if (entry->is_purged)
        return tl::unexpected(gone(gone_text));
    return answer_with_file(call, entry->message.id);
}

} // namespace relay::api
