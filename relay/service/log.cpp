#include "relay/service/log.h"
#include "relay/service/log_line.h"
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <unistd.h>

namespace relay::service::log {

namespace {

constexpr int count_bits = 20;
constexpr std::int64_t count_mask = (1 << count_bits) - 1;

/// What all rooms share. Lives until the process ends, since threads may log until then.
class House {
public:
    static House& only()
    {
        static House* house = new House; // never destroyed: see above
        return *house;
    }

    Room& room(std::string_view name)
    {
        const std::lock_guard lock(mutex_);
        auto& room = rooms_[std::string(name)];
        if (!room) {
            room = std::make_unique<Room>(std::string(name));
            room->set_level(level_of(name));
        }
        return *room;
    }

    void configure(const LogConfig& config)
    {
        const std::lock_guard lock(mutex_);
        config_ = config;
        for (const auto& [name, room] : rooms_)
            room->set_level(level_of(name));
        choose_format();
    }

    void write_to(int descriptor)
    {
        const std::lock_guard lock(mutex_);
        descriptor_ = descriptor;
        choose_format();
    }

    bool is_json() const noexcept { return json_; }
    bool is_journal() const noexcept { return journal_; }
    int descriptor() const noexcept { return descriptor_; }

private:
    House() { choose_format(); }

    LogLevel level_of(std::string_view name) const
    {
        const auto found = config_.levels.find(std::string(name));
        return found == config_.levels.end() ? config_.level : found->second;
    }

    void choose_format()
    {
        const bool terminal = isatty(descriptor_) == 1;
        json_ =
            config_.format == LogFormat::Json || (config_.format == LogFormat::Auto && !terminal);
        journal_ = std::getenv("JOURNAL_STREAM") != nullptr && !terminal;
    }

    std::mutex mutex_;
    std::map<std::string, std::unique_ptr<Room>> rooms_; // GUARDED_BY(mutex_)
    LogConfig config_;                                   // GUARDED_BY(mutex_)
    std::atomic<int> descriptor_{STDERR_FILENO};
    std::atomic<bool> json_{true};
    std::atomic<bool> journal_{false};
};

/// One call, so that lines of several threads and processes never mix. A log that nobody can write
/// any more (its disk is full, its reader gone) must not stop paging, so failure is left at that.
void write_line(int descriptor, const std::string& line)
{
    while (::write(descriptor, line.data(), line.size()) < 0 && errno == EINTR) {
    }
}

store::Instant wall_clock()
{
    return std::chrono::time_point_cast<store::Millis>(std::chrono::system_clock::now());
}

} // namespace

std::int64_t Rate::admit(std::int64_t second) noexcept
{
    std::int64_t seen = window_.load(std::memory_order_relaxed);
    std::int64_t next = 0;
    do {
        const bool same = (seen >> count_bits) == second;
        if (same && (seen & count_mask) >= lines_per_second) {
            left_out_.fetch_add(1, std::memory_order_relaxed);
            return -1;
        }
        next = same ? seen + 1 : (second << count_bits) + 1;
    } while (!window_.compare_exchange_weak(seen, next, std::memory_order_relaxed));
    return left_out_.exchange(0, std::memory_order_relaxed);
}

void Room::write(LogLevel level, std::string_view text, Fields fields)
{
    const auto at = wall_clock();
    const std::int64_t left_out =
        rate_.admit(std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count());
    if (left_out < 0)
        return;
    const House& house = House::only();
    const Line line{at, level, name_, text, fields, left_out};
    std::string out(house.is_journal() ? priority_prefix(level) : std::string_view());
    out += house.is_json() ? json_line(line) : text_line(line);
    out += '\n';
    write_line(house.descriptor(), out);
}

Room& room(std::string_view name)
{
    return House::only().room(name);
}

void configure(const LogConfig& config)
{
    House::only().configure(config);
}

void write_to(int descriptor)
{
    House::only().write_to(descriptor);
}

} // namespace relay::service::log
