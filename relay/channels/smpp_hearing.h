#pragma once
#include "relay/channels/incoming.h"
#include "relay/channels/settings.h"
#include "relay/channels/smpp_link.h"
#include "relay/smpp/concatenation.h"
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace relay::channels {

/// Brings what message centres deliver to the Ears, one after another in a thread of its own, so
/// that a commit never keeps a link from its answers.
///
/// A part of a longer text is answered when it comes, since many message centres send the next only
/// then; the last one when the whole is committed. A text that is not whole in time is told with
/// its gaps, as is everything that waits when the house is closed.
class SmppHearing {
public:
    /// `ears` outlive this.
    SmppHearing(const SmppSettings& settings, Ears& ears);
    ~SmppHearing(); ///< stop()
    SmppHearing(const SmppHearing&) = delete;
    SmppHearing& operator=(const SmppHearing&) = delete;

    /// Owes link.respond() and does not block: what does not fit in is refused for now. Any thread.
    void take(SmppLink& link, Ticket ticket, smpp::ShortMessage message);
    /// Returns when no link will be spoken to any more. A second call does nothing.
    void stop();

private:
    struct Delivered {
        SmppLink* link;
        Ticket ticket;
        smpp::ShortMessage message;
    };

    void run(std::stop_token stop);
    std::deque<Delivered> next(std::stop_token stop);
    bool is_heard(const smpp::ShortMessage& message);
    bool is_heard(const smpp::Reassembly::Text& text);
    void tell_incomplete(std::vector<smpp::Reassembly::Text> texts);

    const SmppSettings settings_;
    Ears& ears_;
    smpp::Reassembly reassembly_; ///< the thread only
    std::vector<smpp::Reassembly::Text>
        incomplete_; ///< the thread only: nobody could commit them yet
    std::mutex mutex_;
    std::condition_variable_any arrived_;
    std::deque<Delivered> queue_; ///< guarded by mutex_
    std::jthread thread_;         ///< last: ends before the others go
};

} // namespace relay::channels
