#pragma once
#include "relay/net/descriptor.h"
#include <functional>
#include <mutex>
#include <vector>

namespace relay::net {

class Loop;

/// The way into a loop for every other thread. Safe to use from all of them, and for as long as
/// somebody holds it, also after the loop has ended.
class Postbox {
public:
    using Task = std::function<void(Loop&)>;

    Postbox();

    /// Runs `task` in the loop thread, in order of posting, and wakes the loop. False: the loop has
    /// ended and `task` was dropped; a loop that ends later drops what it has not run by then. A
    /// task that throws is reported and changes nothing else.
    bool post(Task task);

    /// For the loop alone.
    std::vector<Task> take();
    void close();
    int descriptor() const noexcept { return event_.number(); }

private:
    std::mutex mutex_;
    std::vector<Task> tasks_; ///< guarded by mutex_
    bool closed_ = false;     ///< guarded by mutex_
    Descriptor event_;
};

} // namespace relay::net
