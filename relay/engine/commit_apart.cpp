// The part of Commit that is about messages of our own: they come through no door and have one
// contact each.
#include "relay/engine/commit.h"
#include "relay/service/log.h"

namespace relay::engine {

store::Message Commit::message_of_ours(const store::Contact& contact, std::string_view by) const
{
    store::Message message;
    message.id = house_.ids.make<store::MessageId>(now_);
    message.door = store::Door::Api;
    message.originator = by;
    message.recipient = contact.opid.text();
    message.allow_response = false;
    message.accepted = now_;
    message.expires = now_ + house_.rules.default_expiry;
    return message;
}

store::MessageId Commit::owe_apart(const store::Contact& contact, store::Notice notice,
                                   store::Priority priority, std::string_view by)
{
    auto message = message_of_ours(contact, by);
    message.priority = priority;
    const auto people = house_.people();
    Drafter drafter(house_.rules, *people, house_.ids, message, now_);
    drafter.note(std::string(store::word(notice.kind)),
                 "by " + std::string(store::word(notice.way)) + ", asked for by " + std::string(by),
                 contact.id);
    notice.contact = contact.id;
    notice.at = now_;
    drafter.owe(std::move(notice));
    accept(message, drafter.take());
    return message.id;
}

void Commit::stopped(store::ContactId id, store::DetailId detail)
{
    service::log::room("gateway").warning("a phone said STOP: no more texts and calls go there",
                                          {{"contact", id}, {"detail", detail}});
    const auto people = house_.people();
    const auto* contact = people->contact(id);
    if (house_.rules.tell_of_stop.empty() || !house_.rules.channels.email || contact == nullptr)
        return;
    store::Notice notice;
    notice.kind = store::NoticeKind::KeyWord;
    notice.way = store::NoticeWay::Email;
    notice.address = house_.rules.tell_of_stop;
    notice.reason = "a phone of " + contact->name() + " (" + contact->opid.text() +
                    ") said STOP. No more texts and calls go there; see to another way.";
    owe_apart(*contact, std::move(notice), store::Priority::Normal, "the contact");
}

void Commit::owe_export(const store::Contact& contact, const std::string& address,
                        std::string_view by)
{
    store::Notice notice;
    notice.kind = store::NoticeKind::Export;
    notice.way = store::NoticeWay::Email;
    notice.address = address;
    owe_apart(contact, std::move(notice), store::Priority::Low, by);
}

/// Most are refused for their size: then the contact is told where to fetch it, once.
void Commit::export_lost(const store::Notice& notice)
{
    const auto people = house_.people();
    const auto* contact = people->contact(notice.contact);
    service::log::room("engine").warning(
        "an export was not taken by any mail server",
        {{"contact", notice.contact}, {"goes_without_files", notice.reason.empty()}});
    if (contact == nullptr || !notice.reason.empty())
        return;
    store::Notice again;
    again.kind = notice.kind;
    again.way = notice.way;
    again.address = notice.address;
    again.reason = "its files were not taken";
    owe_apart(*contact, std::move(again), store::Priority::Low, house_.rules.gateway_id);
}

store::MessageId Commit::test(const store::Contact& contact,
                              const std::set<store::Channel>& channels, std::string_view by)
{
    auto message = message_of_ours(contact, by);
    message.allow_response = true;
    message.subject = store::ProtectedText("Test");
    message.body = store::ProtectedText("This is a test of how messages reach you. There is "
                                        "nothing to do but to answer OK.");
    message.choices = {{"OK", "OK"}};
    const auto people = house_.people();
    Drafter drafter(house_.rules, *people, house_.ids, message, now_);
    drafter.test(contact, channels);
    accept(message, drafter.take());
    return message.id;
}

store::MessageId Commit::tell_apart(const store::Contact& contact, const OwnWords& words,
                                    store::Instant expires)
{
    auto message = message_of_ours(contact, house_.rules.gateway_id);
    message.subject = store::ProtectedText(words.subject);
    message.body = store::ProtectedText(words.body);
    message.expires = expires;
    const auto people = house_.people();
    Drafter drafter(house_.rules, *people, house_.ids, message, now_);
    drafter.page_alone(contact);
    accept(message, drafter.take());
    return message.id;
}

} // namespace relay::engine
