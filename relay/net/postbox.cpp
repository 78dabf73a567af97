#include "relay/net/postbox.h"
#include <cerrno>
#include <sys/eventfd.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace relay::net {

Postbox::Postbox() : event_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC))
{
    if (!event_) {
        throw std::system_error(errno, std::generic_category(), "cannot create an eventfd");
    }
}

bool Postbox::post(Task task)
{
    const std::lock_guard lock(mutex_);
    if (closed_) {
        return false;
    }
    tasks_.push_back(std::move(task));
    if (tasks_.size() == 1) { // else the loop has been woken and has not looked yet
        const std::uint64_t one = 1;
        // Cannot fail: the counter is read before it could overflow.
        [[maybe_unused]] const auto written = ::write(event_.number(), &one, sizeof one);
    }
    return true;
}

std::vector<Postbox::Task> Postbox::take()
{
    const std::lock_guard lock(mutex_);
    if (!tasks_.empty()) {
        std::uint64_t count = 0;
        [[maybe_unused]] const auto read = ::read(event_.number(), &count, sizeof count);
    }
    return std::exchange(tasks_, {});
}

void Postbox::close()
{
    std::vector<Task> dropped; // destroyed outside the lock: a task's end may post again
    const std::lock_guard lock(mutex_);
    closed_ = true;
    dropped.swap(tasks_);
}

} // namespace relay::net
