#include "relay/engine/commit.h"

namespace relay::engine {

void Commit::owe_export(const store::Contact& contact, const std::string& address,
                        std::string_view by)
{
    store::Message message;
    message.id = house_.ids.make<store::MessageId>(now_);
    message.door = store::Door::Api;
    message.originator = by;
    message.recipient = contact.opid.text();
    message.priority = store::Priority::Low;
    message.allow_response = false;
    message.accepted = now_;
    message.expires = now_ + house_.rules.default_expiry;
    const auto people = house_.people();
    Drafter drafter(house_.rules, *people, house_.ids, message, now_);
    drafter.note("export", "all messages, by " + std::string(by), contact.id);
    store::Notice notice;
    notice.contact = contact.id;
    notice.kind = store::NoticeKind::Export;
    notice.way = store::NoticeWay::Email;
    notice.address = address;
    notice.at = now_;
    drafter.owe(std::move(notice));
    accept(message, drafter.take());
}

} // namespace relay::engine
