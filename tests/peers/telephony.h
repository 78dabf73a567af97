#pragma once
// The channel under test, with the voice process that it starts, towards a proxy of the test.
#include "relay/channels/ivr_sip.h"
#include "tests/peers/sipp.h"
#include "tests/relay/channels/outgoing.h"
#include <condition_variable>
#include <fstream>
#include <gtest/gtest.h>
#include <mutex>

namespace relay::channels {

/// Remembers what was heard, in words such as "read" or "replied choice 2".
class RecordingEars : public CallEars {
public:
    bool hear(const Heard& heard) override
    {
        const std::lock_guard lock(mutex_);
        if (refusals_left > 0 && refusals_left-- > 0)
            return false;
        all_ += (all_.empty() ? "" : ", ") + in_words(heard);
        heard_.notify_all();
        return true;
    }
    /// False: it was not heard in a long time.
    [[nodiscard]] bool wait_for(const std::string& words)
    {
        std::unique_lock lock(mutex_);
        return heard_.wait_for(lock, tests::long_patience,
                               [&] { return all_.find(words) != std::string::npos; });
    }
    std::string all() const
    {
        const std::lock_guard lock(mutex_);
        return all_;
    }
    int refusals_left = 0; ///< set before the call

private:
    static std::string in_words(const Heard& heard)
    {
        std::string words(store::word(heard.progress));
        switch (heard.answer) {
        case Heard::Answer::None:
            return words;
        case Heard::Answer::Choice:
            return words + " choice " + std::to_string(heard.choice);
        case Heard::Answer::Accepted:
            return words + " accepted";
        case Heard::Answer::Declined:
            return words + " declined";
        case Heard::Answer::StopCalling:
            return words + " stop calling";
        }
        return words;
    }

    mutable std::mutex mutex_;
    std::condition_variable heard_;
    std::string all_;
};

class Telephony : public ::testing::Test {
protected:
    void SetUp() override
    {
#ifndef BELFRY_VOICE
        GTEST_SKIP() << "built without libre and librem; install libre-dev and librem-dev";
#else
        for (const auto& program : {std::string("/usr/bin/espeak-ng"), tests::Sipp::program})
            if (!std::filesystem::exists(program))
                GTEST_SKIP() << program << " is missing; install espeak-ng and sip-tester";
#endif
    }

    IvrSipSettings settings(const std::string& proxy) const
    {
        IvrSipSettings made;
        made.proxy = proxy;
        made.from = "sip:relay@127.0.0.1";
        made.first_rtp_port = 40000;
        made.last_rtp_port = 49999;
        made.greeting = "Call from Mercy.";
        made.key_timeout = std::chrono::milliseconds(2000);
        made.speech = {
            "/usr/bin/espeak-ng", "-v", "{language}", "-s", "450", "--stdin", "--stdout"};
#ifdef BELFRY_VOICE
        made.program = BELFRY_VOICE;
#endif
        return made;
    }

    Outcome called(const std::string& proxy, const Outgoing& outgoing)
    {
        return make_ivr_sip(settings(proxy), &ears_).value()->send(outgoing);
    }

    /// A page with its own words, two choices and no PIN.
    static Outgoing page(std::int64_t delivery = 4711)
    {
        CallOut call;
        call.to = "+15550100";
        call.text = core::release_status("Bed 12.");
        call.is_message = true;
        call.choices = {core::release_status("yes"), core::release_status("no")};
        Outgoing outgoing;
        outgoing.delivery = {delivery};
        outgoing.channel = store::Channel::Ivr;
        outgoing.now = noon;
        outgoing.payload = call;
        return outgoing;
    }

    /// The same behind the PIN 1234; what the contact heard of it, nobody else may.
    static Outgoing sealed_page(std::string words = "Bed 12.")
    {
        auto outgoing = page();
        auto& call = std::get<CallOut>(outgoing.payload);
        call.text = core::release_status("A page waits.");
        call.is_message = false;
        call.choices.clear();
        call.sealed = SealedCall{store::ProtectedText(std::move(words)),
                                 {store::ProtectedText("yes"), store::ProtectedText("no")},
                                 [](const std::string& digits) {
                                     return digits == "1234" ? core::PinVerdict::Right
                                                             : core::PinVerdict::Wrong;
                                 }};
        return outgoing;
    }

    RecordingEars ears_;
};

} // namespace relay::channels
