#pragma once
// An escalating team of two, and what became of its messages.
#include "tests/relay/engine/people.h"

namespace tests {

using store::Channel;
using store::ContactId;
using store::EscalationPhase;
using store::GroupId;
using store::NoticeKind;
using store::Progress;

class EscalationWalk : public HouseTest {
protected:
    void SetUp() override
    {
        HouseTest::SetUp();
        if (IsSkipped())
            return;
        for (const std::int64_t id : {10, 20, 30, 40})
            node().add(person(id, "NURSE" + std::to_string(id)).copy(Channel::Sms));
    }

    store::MessageId page(const store::Group& group, store::Message message = build::message())
    {
        node().add(group);
        return node().submit(std::move(message), group.opid.text());
    }
    std::vector<std::int64_t> paged(store::MessageId message)
    {
        std::vector<std::int64_t> contacts;
        for (const auto& page : node().pages(message))
            contacts.push_back(page.contact.value);
        return contacts;
    }
    EscalationPhase phase(store::MessageId message)
    {
        return node().escalations(message).at(0).phase;
    }
    std::vector<store::Notice> failures(store::MessageId message)
    {
        auto notices = node().notices(message);
        std::erase_if(notices,
                      [](const auto& notice) { return notice.kind != NoticeKind::Failed; });
        return notices;
    }
};

using Ids = std::vector<std::int64_t>;

inline store::Group team(std::vector<store::Member> failovers = {},
                         Progress factor = Progress::Read)
{
    return build::escalating(500, "TEAM1", {ContactId{10}, ContactId{20}}, std::move(failovers),
                             5min, factor);
}

} // namespace tests
