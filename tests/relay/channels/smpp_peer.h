#pragma once
// Message centres that are not ours, and ears that remember.
#include "relay/channels/smpp.h"
#include "tests/relay/channels/outgoing.h"
#include "tests/support/child_process.h"
#include "tests/support/fresh_database.h"
#include "tests/support/tcp_server.h"
#include <chrono>
#include <condition_variable>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <mutex>
#include <stdexcept>

namespace relay::channels {

/// Ears that remember, and say what the test wants.
class OpenEars final : public Ears {
public:
    bool hear(const Receipt& receipt) override
    {
        return note([&] { receipts_.push_back(receipt); });
    }
    bool hear(const IncomingText& text) override
    {
        return note([&] { texts_.push_back(text); });
    }

    /// So often they say "not now", and remember nothing.
    void refuse_next(int times)
    {
        const std::lock_guard lock(mutex_);
        refusals_ = times;
    }

    /// So often they throw, as when the store is gone.
    void throw_next(int times)
    {
        const std::lock_guard lock(mutex_);
        throws_ = times;
    }

    /// Waits until so many have come; fewer, when they do not.
    std::vector<Receipt> receipts(std::size_t count) { return come(receipts_, count); }
    std::vector<IncomingText> texts(std::size_t count) { return come(texts_, count); }

private:
    bool note(const std::function<void()>& remember)
    {
        const std::lock_guard lock(mutex_);
        if (throws_ > 0) {
            --throws_;
            throw std::runtime_error("the disk is gone");
        }
        if (refusals_ > 0) {
            --refusals_;
            return false;
        }
        remember();
        heard_.notify_all();
        return true;
    }

    template <class T>
    std::vector<T> come(const std::vector<T>& all, std::size_t count)
    {
        std::unique_lock lock(mutex_);
        heard_.wait_for(lock, tests::long_patience, [&] { return all.size() >= count; });
        return all;
    }

    std::mutex mutex_;
    std::condition_variable heard_;
    std::vector<Receipt> receipts_;
    std::vector<IncomingText> texts_;
    int refusals_ = 0;
    int throws_ = 0;
};

/// For a peer on loopback: impatient where it waits for itself, patient where it waits for others.
inline SmppSettings smpp_settings(std::uint16_t port, const std::filesystem::path& folder)
{
    using namespace std::chrono_literals;
    SmppSettings settings;
    settings.name = "smsc";
    settings.host = "127.0.0.1";
    settings.port = port;
    settings.system_id = "relay";
    settings.password_file = folder / "password";
    settings.from = "55512";
    settings.texts_per_second = 0;
    settings.reconnect_least = 10ms;
    settings.reconnect_most = 40ms;
    settings.throttle_pause = 10ms;
    settings.bind_patience = 20s;
    return settings;
}

inline const std::string node = "/usr/bin/node";
inline const std::string perl = "/usr/bin/perl";
inline const std::string net_smpp = "/usr/share/perl5/Net/SMPP.pm";

/// A channel and a message centre of tests/peers while it lives.
class SmppPeer : public ::testing::Test {
protected:
    void SetUp() override { std::ofstream(folder() / "password") << "s3cret\n"; }

    void TearDown() override
    {
        channel_.reset(); // it says goodbye
        if (HasFailure() && std::filesystem::exists(log()))
            std::cerr << "the message centre said:\n" << tests::content_of(log());
    }

    void start(std::vector<std::string> words)
    {
        centre_.reset();
        ++starts_; // each has a log of its own
        centre_ = std::make_unique<tests::ChildProcess>(std::move(words), log());
        ASSERT_TRUE(tests::appears_in(log(), "listening"));
    }

    SmppSettings settings() const { return smpp_settings(port_, folder()); }

    void connect(const SmppSettings& settings)
    {
        auto made = make_smpp(settings, ears_, [this](bool is_bound, std::string_view why) {
            std::ofstream(folder() / "news", std::ios::app)
                << (is_bound ? "bound" : "not bound: ") << why << std::endl;
        });
        ASSERT_TRUE(made) << made.error()[0].where << ": " << made.error()[0].problem;
        channel_ = std::move(*made);
    }
    void connect() { connect(settings()); }

    Outcome send(const std::string& text = "Bed 12 calls")
    {
        return channel_->send(text_out("+447700900001", text));
    }

    /// Does the message centre print this line, sooner or later?
    bool says(const std::string& words) const { return tests::appears_in(log(), words); }
    bool news(const std::string& words) const
    {
        return tests::appears_in(folder() / "news", words);
    }
    std::string said_by_centre() const { return tests::content_of(log()); }
    std::size_t count(const std::string& words) const
    {
        const auto text = said_by_centre();
        std::size_t found = 0;
        for (auto at = text.find(words); at != std::string::npos; at = text.find(words, at + 1))
            ++found;
        return found;
    }

    std::filesystem::path folder() const { return directory_.path(); }
    std::filesystem::path log() const
    {
        return folder() / ("smsc" + std::to_string(starts_) + ".log");
    }

    tests::TemporaryDirectory directory_;
    std::uint16_t port_ = tests::free_port();
    int starts_ = 0;
    OpenEars ears_;
    std::unique_ptr<tests::ChildProcess> centre_;
    std::unique_ptr<Channel> channel_; ///< first to go
};

/// tests/peers/smsc.pl, by Debian's Net::SMPP.
class Smpp : public SmppPeer {
protected:
    void SetUp() override
    {
        if (!std::filesystem::exists(net_smpp))
            GTEST_SKIP() << net_smpp << " is missing; install libnet-smpp-perl";
        SmppPeer::SetUp();
    }

    void start_centre(const std::vector<std::string>& options = {})
    {
        std::vector<std::string> words{perl,
                                       std::string(BELFRY_SOURCE_DIR) + "/tests/peers/smsc.pl",
                                       "--port", std::to_string(port_)};
        words.insert(words.end(), options.begin(), options.end());
        start(std::move(words));
    }
};

} // namespace relay::channels
