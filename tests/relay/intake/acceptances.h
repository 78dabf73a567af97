#pragma once
#include "relay/intake/observation.h"
#include "store/acceptance_repository.h"
#include "store/device_repository.h"
#include "tests/relay/engine/people.h"

namespace tests {

using relay::intake::NotObserved;
using relay::intake::Observation;
using store::AcceptanceState;
using store::Channel;
using store::ContactId;
using store::DeliveryState;
using store::EscalationPhase;
using store::NoticeKind;
using store::Progress;

/// Five people on four channels: the inbox alone, mail, a text, a call, and again a text.
class Acceptance : public HouseTest {
protected:
    void SetUp() override
    {
        HouseTest::SetUp();
        if (IsSkipped())
            return;
        node().add(person(10, "NURSE10").redundancy(Channel::Email, 30min));
        node().add(person(20, "NURSE20").redundancy(Channel::Email, 0min));
        node().add(person(30, "NURSE30").redundancy(Channel::Sms, 0min));
        node().add(person(40, "NURSE40").redundancy(Channel::Ivr, 0min));
        node().add(person(50, "NURSE50").redundancy(Channel::Sms, 0min));
    }

    store::Group ward(store::Millis acceptance = 0min)
    {
        auto group = build::group(
            500, "WARD5",
            {ContactId{10}, ContactId{20}, ContactId{30}, ContactId{40}, ContactId{50}});
        group.first_answer_ends = true;
        group.acceptance = acceptance;
        return group;
    }
    store::MessageId page(const store::Group& group, store::Message message = with_choices())
    {
        node().add(group);
        return node().submit(std::move(message), group.opid.text());
    }
    static store::Message with_choices()
    {
        auto message = pushed({});
        message.choices = {{"Coming", "COMING"}, {"Send help", "HELP"}};
        return message;
    }
    /// A device of the contact's that takes pushes.
    void subscribe(ContactId contact)
    {
        store::Device device;
        device.id = {contact.value + 9};
        device.contact = contact;
        device.name = "phone";
        device.enrolled_by = "test";
        device.enrolled = clock.now();
        node().write([&](auto& connection) {
            store::DeviceRepository devices(connection, fresh().vault());
            devices.insert(device);
            devices.save_push(device.id, {"https://push.example/1", "key", "secret"});
        });
        node().refresh_directory();
    }
    store::Page page_of(store::MessageId message, std::int64_t contact)
    {
        for (const auto& page : node().pages(message)) {
            if (page.contact.value == contact)
                return page;
        }
        ADD_FAILURE() << "no page for " << contact;
        return {};
    }
    auto choose(store::MessageId message, std::int64_t contact, int choice,
                Channel by = Channel::Secure, const std::string& words = "ok")
    {
        const auto reply = Observation(house()).reply({contact}, page_of(message, contact).id,
                                                      choice, choice == 0 ? words : "", by);
        node().settle();
        return reply;
    }
    std::vector<store::Notice> notices(store::MessageId message, NoticeKind kind)
    {
        auto found = node().notices(message);
        std::erase_if(found, [&](const auto& notice) { return notice.kind != kind; });
        return found;
    }
    std::vector<store::Acceptance> acceptances(store::MessageId message)
    {
        return node().read(
            [&](auto& c) { return store::AcceptanceRepository(c).of_message(message); });
    }
    std::size_t open_deliveries(store::MessageId message)
    {
        std::size_t open = 0;
        for (const auto& delivery : node().deliveries(message))
            open += relay::core::is_open(delivery.state) &&
                    delivery.kind != store::DeliveryKind::Notice;
        return open;
    }
};

} // namespace tests
