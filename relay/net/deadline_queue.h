#pragma once
#include "relay/net/moment.h"
#include <cstdint>
#include <optional>
#include <queue>
#include <vector>

namespace relay::net {

/// When to look at which connection again, earliest first.
///
/// Lazy: the connection knows its true deadline and an entry is only a reminder to look at it, so
/// moving a deadline into the future (what every request does) costs nothing here.
class DeadlineQueue {
public:
    struct Reminder {
        Moment at;
        std::uint64_t id;
        bool operator>(const Reminder& other) const { return at > other.at; }
    };

    void push(Moment at, std::uint64_t id) { queue_.push({at, id}); }
    std::optional<Moment> next() const
    {
        return queue_.empty() ? std::nullopt : std::optional(queue_.top().at);
    }

    /// Takes out the earliest reminder if its time has come.
    std::optional<Reminder> pop_due(Moment now)
    {
        if (queue_.empty() || queue_.top().at > now) {
            return std::nullopt;
        }
        const auto reminder = queue_.top();
        queue_.pop();
        return reminder;
    }

private:
    std::priority_queue<Reminder, std::vector<Reminder>, std::greater<>> queue_;
};

} // namespace relay::net
