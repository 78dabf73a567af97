#pragma once
#include "tests/support/patience.h"
#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace tests {

/// A program that runs while its object lives: SIGTERM ends it, SIGKILL when it does not listen.
/// It dies with the test program also when that crashes.
class ChildProcess {
public:
    /// `words[0]` is the program's path. What it writes goes to `log`, which is made anew.
    ChildProcess(const std::vector<std::string>& words, const std::filesystem::path& log);
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    /// Returns when it ended by itself; its exit status, or -1 for a signal.
    int wait();
    /// It ended by itself.
    bool is_over() const;

private:
    pid_t process_;
};

/// Runs a program to its end; its exit status, or -1 for a signal.
int run_program(const std::vector<std::string>& words, const std::filesystem::path& log);

/// Asks `fact` now and whenever something changes in the folder, until it is true or the patience
/// is over.
[[nodiscard]] bool becomes_true_of(const std::filesystem::path& folder,
                                   const std::function<bool()>& fact,
                                   std::chrono::milliseconds patience = long_patience);

/// Waits until `log` holds `text`, for which the file need not exist yet. False: it took longer
/// than `patience`.
[[nodiscard]] bool appears_in(const std::filesystem::path& log, const std::string& text,
                              std::chrono::milliseconds patience = long_patience);

std::string content_of(const std::filesystem::path& file);

} // namespace tests
