#pragma once
#include "tests/support/house.h"
#include <algorithm>

// Whom the engine's tests page.

namespace tests {

using namespace std::chrono_literals;

/// A house to which reports on mails and answers to them come back.
inline RunningHouse::Settings whose_mail_returns()
{
    RunningHouse::Settings settings;
    settings.rules.mail_returns = true;
    return settings;
}

/// A contact with a phone and a mail address; ids count from `id`.
inline build::ContactBuilder person(std::int64_t id, std::string_view opid)
{
    const auto number = std::to_string(id);
    return build::contact(id, opid)
        .phone(id + 1, "+1555010" + number)
        .mail(id + 2, "p" + number + "@example.org");
}

/// Full text may leave: secure messaging off, the acknowledgement on record.
inline store::Contact open_hearted(store::Contact contact)
{
    contact.secure = false;
    contact.acknowledgement = store::Acknowledgement{build::noon, "console"};
    return contact;
}

inline store::Message from_source(std::int64_t source)
{
    auto message = build::message();
    message.source = {source};
    return message;
}

/// Of an enterprise host with a callback, that asks for these.
inline store::Message pushed(store::NotifyFlags flags)
{
    auto message = from_source(3);
    message.originator = "pusher.example";
    message.reference = "m-1";
    message.transaction = "t-1";
    message.wctp_version = "wctp-dtd-v1r3";
    message.notify = flags;
    return message;
}

/// The only one over that channel.
inline store::Delivery delivery_by(RunningHouse& node, store::MessageId message,
                                   store::Channel channel)
{
    for (const auto& delivery : node.deliveries(message)) {
        if (delivery.channel == channel)
            return delivery;
    }
    ADD_FAILURE() << "no delivery by " << store::word(channel);
    return {};
}

inline void mark(RunningHouse& node, store::PageId page, store::Progress progress)
{
    node.commit([&](auto& commit) { commit.progressed(page, progress, "secure"); });
}

inline store::Reply answer(RunningHouse& node, const store::Page& page, std::string text,
                           int choice = 0)
{
    store::Reply reply{.id = node.house().ids.make<store::ReplyId>(node.house().now()),
                       .page = page.id,
                       .message = page.message,
                       .contact = page.contact,
                       .choice = choice,
                       .text = store::ProtectedText(std::move(text)),
                       .at = node.house().now()};
    node.commit([&](auto& commit) { commit.replied(reply); });
    return reply;
}

/// No page is stuck: whatever is open is on its way, or will be looked at some time.
inline void expect_nothing_is_stuck(RunningHouse& node, store::MessageId message)
{
    const auto now = node.house().now();
    for (const auto& delivery : node.deliveries(message)) {
        if (relay::core::is_open(delivery.state)) {
            EXPECT_GT(delivery.due, now) << delivery.id.text();
            EXPECT_LE(delivery.due, now + 48h) << delivery.id.text();
        }
    }
}

} // namespace tests
