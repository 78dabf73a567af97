#pragma once
#include "relay/channels/channel.h"
#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

namespace tests {

/// Answers what the test wants and remembers what it was asked. Thread-safe.
class RecordingChannel final : public relay::channels::Channel {
public:
    explicit RecordingChannel(std::string provider) : provider_(std::move(provider)) {}

    /// For all sends to come that answer_next() says nothing about. At first: Accepted.
    void answer_always(relay::channels::Outcome outcome)
    {
        const std::lock_guard lock(mutex_);
        always_ = std::move(outcome);
    }
    /// For the next send that has no answer yet; several are used up in order.
    void answer_next(relay::channels::Outcome outcome)
    {
        const std::lock_guard lock(mutex_);
        next_.push_back(std::move(outcome));
    }

    /// From now on a send does not return until release().
    void hold()
    {
        const std::lock_guard lock(mutex_);
        held_ = true;
    }
    void release()
    {
        const std::lock_guard lock(mutex_);
        held_ = false;
        changed_.notify_all();
    }
    /// Waits until it was asked that often.
    void wait_for(std::size_t sends)
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return sent_.size() >= sends; });
    }

    std::vector<relay::channels::Outgoing> sent() const
    {
        const std::lock_guard lock(mutex_);
        return sent_;
    }
    std::size_t count() const { return sent().size(); }
    /// The texts that went out, in order (documents for WCTP).
    std::vector<std::string> texts() const
    {
        std::vector<std::string> found;
        for (const auto& outgoing : sent())
            found.push_back(std::visit(Words{}, outgoing.payload));
        return found;
    }

    relay::channels::Outcome send(const relay::channels::Outgoing& outgoing) override
    {
        std::unique_lock lock(mutex_);
        sent_.push_back(outgoing);
        changed_.notify_all();
        auto outcome = always_;
        if (!next_.empty()) {
            outcome = std::move(next_.front());
            next_.erase(next_.begin());
        }
        changed_.wait(lock, [this] { return !held_; });
        return outcome;
    }
    std::string_view provider() const override { return provider_; }

private:
    struct Words {
        std::string operator()(const relay::channels::TextOut& out) const
        {
            return out.text.text();
        }
        std::string operator()(const relay::channels::WctpOut& out) const { return out.document; }
        std::string operator()(const relay::channels::PushOut& out) const { return out.payload; }
        std::string operator()(const relay::channels::CallOut& out) const
        {
            return out.text.text();
        }
        std::string operator()(const relay::channels::PageOut& out) const
        {
            return out.text.text();
        }
    };

    std::string provider_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    relay::channels::Outcome always_ = relay::channels::Accepted{"reference", {}};
    std::vector<relay::channels::Outcome> next_;
    std::vector<relay::channels::Outgoing> sent_;
    bool held_ = false;
};

/// A channel that somebody else keeps: the scheduler owns its channels, a test its recorders.
class LentChannel final : public relay::channels::Channel {
public:
    explicit LentChannel(relay::channels::Channel& channel, int parallel = 2)
        : channel_(channel), parallel_(parallel)
    {
    }
    relay::channels::Outcome send(const relay::channels::Outgoing& outgoing) override
    {
        return channel_.send(outgoing);
    }
    std::string_view provider() const override { return channel_.provider(); }
    int parallel() const override { return parallel_; }

private:
    relay::channels::Channel& channel_; ///< outlives us
    int parallel_;
};

/// The ways out of a house that runs in a test; several nodes may share them.
struct RecordingChannels {
    RecordingChannel email{"mail"};
    RecordingChannel sms{"sms"};
    RecordingChannel ivr{"ivr"};
    RecordingChannel snpp{"snpp"};
    RecordingChannel peer{"peer"};
    RecordingChannel wctp{"push"};
    RecordingChannel push{"web_push"};
};

} // namespace tests
