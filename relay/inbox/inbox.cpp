#include "relay/inbox/inbox.h"
#include "relay/engine/commit.h"
#include "relay/engine/page_mark.h"
#include "store/delivery_repository.h"
#include "store/error.h"
#include "store/message_repository.h"
#include "store/page_repository.h"
#include "store/reply_repository.h"
#include "store/transaction.h"
#include <algorithm>

namespace relay::inbox {
namespace {

using store::DeliveryState;

bool lies_in_inbox(const store::Delivery& delivery)
{
    return delivery.channel == store::Channel::Secure &&
           (delivery.state == DeliveryState::Accepted ||
            delivery.state == DeliveryState::Delivered || delivery.state == DeliveryState::Read);
}

store::ProtectedText subject_of(const engine::House& house, store::Connection& connection,
                                const store::Page& page, const store::Message& message)
{
    const auto mark = engine::page_mark(connection, *house.people(), page, message);
    return mark.empty() ? message.subject : store::ProtectedText(mark + message.subject.reveal());
}

/// This recipient's time with them is over; others may still have theirs (S0.29).
void forget_texts(store::Message& message)
{
    message.subject = {};
    message.body = {};
    message.choices.clear();
    message.files.clear();
}

Entry entry_of(const engine::House& house, store::Connection& connection, const store::Page& page)
{
    store::MessageRepository messages(connection, house.vault);
    auto message = messages.find(page.message);
    if (!message) // rows of messages are never removed
        throw store::StoreError("page " + page.id.text() + " has no message");
    Entry entry{.page = page, .message = std::move(*message)};
    entry.is_purged = page.purged || messages.is_purged(page.message);
    if (entry.is_purged)
        forget_texts(entry.message);
    else
        entry.subject = subject_of(house, connection, page, entry.message);
    return entry;
}

void find_holder(const engine::House& house, store::Connection& connection, Entry& entry)
{
    entry.holder = engine::Commit(connection, house).taken_by(entry.page);
    if (!entry.holder)
        return;
    const auto people = house.people();
    const auto* contact = people->contact(entry.holder->contact);
    entry.holder_name = contact == nullptr ? std::string() : contact->name();
}

} // namespace

std::vector<Entry> list(const engine::House& house, store::ContactId contact, store::PageId before,
                        std::size_t limit)
{
    const auto reader = house.database.reader();
    const store::Transaction one_instant(*reader, store::Transaction::Kind::Read);
    std::vector<Entry> entries;
    for (const auto& page : store::PageRepository(*reader).inbox_of(contact, before, limit))
        entries.push_back(entry_of(house, *reader, page));
    for (auto& entry : entries)
        find_holder(house, *reader, entry);
    return entries;
}

std::optional<Entry> find(const engine::House& house, store::ContactId contact, store::PageId id)
{
    const auto reader = house.database.reader();
    const store::Transaction one_instant(*reader, store::Transaction::Kind::Read);
    const auto page = store::PageRepository(*reader).find(id);
    if (!page || page->contact != contact ||
        std::ranges::none_of(store::DeliveryRepository(*reader).of_page(id), lies_in_inbox))
        return std::nullopt;
    auto entry = entry_of(house, *reader, *page);
    find_holder(house, *reader, entry);
    entry.replies = store::ReplyRepository(*reader, house.vault).of_page(id);
    return entry;
}

} // namespace relay::inbox
