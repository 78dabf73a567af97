// What an import may bring and nobody must call (CHANNELS 3.2).
#include "relay/service/dial_check.h"
#include "tests/relay/service/config_folder.h"
#include "tests/support/builders.h"
#include <gtest/gtest.h>

using namespace relay::service;

// U.6
TEST(DialCheck, FindsWhoIsToBeCalledAtANumberThatNeverIs)
{
    ConfigFolder folder;
    const auto config =
        folder.read("channels: {ivr: {driver_file: " BELFRY_SOURCE_DIR
                    "/etc/channels.d/json.yaml, calls: {never: [\"+1555999\"]}}}\n");
    store::Directory::Parts parts;
    const auto add = [&](std::int64_t id, const char* phone, bool is_called) {
        auto contact = build::contact(id, "NURSE" + std::to_string(id)).phone(id + 1, phone);
        if (is_called)
            contact.redundancy(store::Channel::Ivr, store::Millis{0});
        parts.contacts.push_back(contact.get());
    };
    add(10, "+15550100101", true);
    add(20, "+19005551234", true);
    add(30, "+15559991234", true);
    add(40, "+19005551234", false); // by texts only

    const auto found = never_called(config.value(), store::Directory(std::move(parts)));

    EXPECT_EQ(found, (std::vector<NeverCalled>{{{20}, "premium numbers are never called"},
                                               {{30}, "the site forbids to call this number"}}));
}
