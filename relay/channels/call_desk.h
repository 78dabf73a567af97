#pragma once
#include "relay/channels/hosted_call.h"
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <map>
#include <mutex>
#include <string>

namespace relay::channels {

/// What a gateway says about one of its calls, or asks.
struct CallNews {
    enum class Kind {
        Underway, ///< nothing new
        Turn,     ///< it wants to know what to say
        Machine,  ///< the same, and it believes that a machine answered
        Ended     ///< `code` says how, as a SIP status
    };
    std::string call; ///< our secret name for it
    Kind kind = Kind::Underway;
    std::string keys; ///< what was pressed; the first counts
    int code = 0;
    bool operator==(const CallNews&) const = default;
};

/// The calls that gateways are making for us now. Who makes one sits here until it is over, and
/// answers what the gateway asks about it. Thread-safe.
class CallDesk {
public:
    /// One call while it lives, in the thread that made it. Its name is secret, long and new.
    class Seat {
    public:
        /// `action`: the gateway's address here, up to the name of the call.
        Seat(CallDesk& desk, CallPlan plan, CallEars* ears, std::string action);
        ~Seat();
        Seat(const Seat&) = delete;
        Seat& operator=(const Seat&) = delete;

        const std::string& name() const { return name_; }
        /// Returns when the call is over, when it was not answered within `ring`, or is not over
        /// `talk` after that; then it ends here.
        CallEnd stay(std::chrono::milliseconds ring, std::chrono::milliseconds talk);

    private:
        friend class CallDesk;
        struct Question {
            CallNews news;
            std::promise<std::string> answer;
        };

        void answer_all();
        std::string answer(const CallNews& news);

        CallDesk& desk_;
        const std::string name_;
        const std::string language_;
        const std::string action_;
        HostedCall call_;                ///< the thread that made it only
        std::condition_variable came_;   ///< with the desk's mutex
        std::deque<Question> questions_; ///< guarded by the desk's mutex
    };

    /// What the gateway is answered: TwiML. Of a call that nobody makes any more: it hangs up.
    std::string take(const CallNews& news);

    /// Ends all calls, and each that begins from now on.
    void close();

private:
    std::mutex mutex_;
    std::map<std::string, Seat*> seats_; ///< guarded by mutex_
    bool is_closed_ = false;             ///< guarded by mutex_
};

} // namespace relay::channels
