#include "relay/service/data_lock.h"
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

namespace relay::service {

namespace {

/// What the holder wrote into it: its process id.
std::string holder(int descriptor)
{
    char text[32] = {};
    const auto size = ::pread(descriptor, text, sizeof text - 1, 0);
    std::string id(text, size > 0 ? static_cast<std::size_t>(size) : 0);
    while (!id.empty() && id.back() == '\n')
        id.pop_back();
    return id.empty() ? std::string("another process") : "process " + id;
}

void sign(int descriptor)
{
    const auto id = std::to_string(::getpid()) + "\n";
    // Only for the sentence above: a lock that is not signed holds as well.
    if (::ftruncate(descriptor, 0) == 0 && ::pwrite(descriptor, id.data(), id.size(), 0) < 0)
        return;
}

} // namespace

tl::expected<DataLock, std::string> DataLock::take(const std::filesystem::path& data_dir)
{
    const auto file = data_dir / "belfry.lock";
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return tl::unexpected("cannot open " + file.string() + ": " + std::strerror(errno) +
                              "; data_dir must be there and be ours");
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) {
        sign(descriptor);
        return DataLock(descriptor);
    }
    const int why = errno;
    const auto who = holder(descriptor);
    ::close(descriptor);
    if (why == EWOULDBLOCK)
        return tl::unexpected(who + " serves " + data_dir.string() +
                              " already; stop it first, or give this one a data_dir of its own");
    return tl::unexpected("cannot lock " + file.string() + ": " + std::strerror(why));
}

DataLock::DataLock(DataLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

DataLock::~DataLock()
{
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

} // namespace relay::service
