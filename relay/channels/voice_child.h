#pragma once
#include "relay/program/program.h"
#include "relay/voice/wire.h"
#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace relay::channels {

/// How the process that makes calls is kept alive.
struct VoiceChildSettings {
    std::vector<std::string> program; ///< its path and arguments
    voice::TrunkSettings trunk;
    std::chrono::milliseconds first_restart{250}; ///< doubled with each end that follows soon
    std::chrono::milliseconds longest_restart{30'000};
};

/// `belfry voice`, started with this object, started again when it ends, ended with this object.
/// Any thread.
class VoiceChild {
public:
    using Clock = std::chrono::steady_clock;

    /// What one call's owner hears. Ends the registration of the call, not the call itself.
    class Line {
    public:
        Line(VoiceChild& child, std::string call);
        ~Line();
        Line(const Line&) = delete;
        Line& operator=(const Line&) = delete;

        /// Empty: nothing came until then. When the process ends, an Ended with code 0 comes.
        std::optional<voice::News> next(Clock::time_point until);

    private:
        friend class VoiceChild;
        VoiceChild& child_;
        std::string call_;
        std::deque<voice::News> news_; ///< the child's mutex_
    };

    explicit VoiceChild(VoiceChildSettings settings);
    ~VoiceChild();
    VoiceChild(const VoiceChild&) = delete;
    VoiceChild& operator=(const VoiceChild&) = delete;

    /// Waits until it takes calls. Empty: it does; else why not.
    std::optional<voice::news::Trouble> trouble(Clock::time_point until);

    /// False: it is not there.
    bool order(const voice::Order& order);

    pid_t process() const; ///< -1: it is not there

private:
    enum class State { Starting, Ready, Troubled };

    void keep_alive(const std::stop_token& stop);
    void run_once(const std::stop_token& stop);
    void read_news(int socket);
    void take(const voice::News& news);
    void lose_all_lines();
    void set_state(State state, voice::news::Trouble trouble = {});

    VoiceChildSettings settings_;
    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    std::map<std::string, Line*> lines_;
    State state_ = State::Starting;
    voice::news::Trouble trouble_;
    int socket_ = -1;
    pid_t process_ = -1;
    std::mutex sending_; ///< a line is written as a whole
    std::jthread thread_;
};

} // namespace relay::channels
