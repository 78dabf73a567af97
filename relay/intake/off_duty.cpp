#include "relay/intake/off_duty.h"
#include "relay/core/status.h"

namespace relay::intake {
namespace {

constexpr auto why = "nobody is on duty there now";

void take_words(store::Message& message)
{
    message.subject = {};
    message.body = {};
    message.choices.clear();
    message.files.clear();
    message.alert = {};
    message.mail_header = {};
}

} // namespace

std::optional<Drafted> untaken(const engine::House& house, const store::Directory& people,
                               store::Message message, const std::string& called)
{
    const auto owed = core::notice_of_refusal(message);
    if (!owed)
        return std::nullopt;
    message.id = house.ids.make<store::MessageId>(message.accepted);
    message.recipient = called;
    take_words(message);
    engine::Drafter drafter(house.rules, people, house.ids, message, message.accepted);
    drafter.note("left_out", called + ": " + why);
    store::Notice notice;
    notice.kind = owed->kind;
    notice.way = owed->way;
    notice.address = owed->address;
    notice.reason = why;
    notice.at = message.accepted;
    drafter.owe(std::move(notice));
    return Drafted{std::move(message), drafter.take()};
}

} // namespace relay::intake
