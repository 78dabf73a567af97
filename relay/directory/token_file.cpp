#include "relay/directory/token_file.h"
#include "store/error.h"
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <unistd.h>

namespace relay::directory {

namespace {

[[noreturn]] void give_up(const std::filesystem::path& file)
{
    throw store::StoreError("cannot write the token to " + file.string() + ": " +
                            std::strerror(errno) + "; the folder must be there and be ours");
}

bool is_written(int descriptor, std::string_view text)
{
    while (!text.empty()) {
        const auto written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno != EINTR)
            return false;
        if (written > 0)
            text.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fsync(descriptor) == 0;
}

} // namespace

void write_token_file(const std::filesystem::path& file, std::string_view token)
{
    auto fresh = file;
    fresh += ".new";
    ::unlink(fresh.c_str());
    const int descriptor =
        ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0)
        give_up(file);
    const bool good = is_written(descriptor, std::string(token) + "\n");
    ::close(descriptor);
    if (!good || ::rename(fresh.c_str(), file.c_str()) != 0) {
        const int why = errno;
        ::unlink(fresh.c_str());
        errno = why;
        give_up(file);
    }
}

} // namespace relay::directory
