#pragma once
#include "tests/support/tcp_server.h"
#include <filesystem>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace tests {

/// What a program that has ended said.
struct Ran {
    int exit = -1; ///< 128 + signal when it was killed
    std::string out;
    std::string err;
};

/// Runs a program to its end with `input` as its standard input. Throws when it cannot be started.
Ran run(const std::vector<std::string>& command, const std::string& input = {});

/// True when that program is on this machine.
bool is_installed(const std::string& program);

/// A number of /proc/PID/status, in KiB: "VmRSS" or, of the most there ever was, "VmHWM".
long kibibytes(pid_t pid, const std::string& name);

/// A program in the background that says READY=1 by sd_notify(3) once it is ready, so that nobody
/// has to look again and again. Ended by its process id when the object goes.
class Background {
public:
    /// Returns when it is ready; throws with its last words when it ended before. Its output goes
    /// to `log`.
    Background(const std::vector<std::string>& command, const std::filesystem::path& log);
    ~Background();
    Background(const Background&) = delete;
    Background& operator=(const Background&) = delete;

    pid_t pid() const noexcept { return pid_; }
    void kill();           ///< SIGKILL: no chance to tidy up
    int stop();            ///< SIGTERM; the exit status
    void signal(int what); ///< any other
    int wait();            ///< the exit status of one that ends by itself

private:
    pid_t pid_ = -1;
};

} // namespace tests
