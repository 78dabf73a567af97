#pragma once
#include <chrono>
#include <string>
#include <sys/types.h>
#include <tl/expected.hpp>
#include <vector>

/// Other programs that we start: the only place where that is done.
namespace relay::program {

/// A program that runs no longer than its object lives. Not to be shared between threads.
class Program {
public:
    /// `words[0]` is its path. It gets these descriptors as 0 and 1, our stderr, no other
    /// descriptor, and no signal blocked; it goes through no shell. The error: why not.
    static tl::expected<Program, std::string> start(const std::vector<std::string>& words,
                                                    int input, int output);

    Program(Program&& other) noexcept;
    Program& operator=(Program&& other) noexcept;
    ~Program(); ///< end()

    pid_t id() const { return process_; }
    /// SIGTERM, and SIGKILL when that is not heeded within `patience`. Waits for the end.
    void end(std::chrono::milliseconds patience = std::chrono::milliseconds(2'000));
    /// Waits for it to end by itself; its exit status, or -1 for a signal. Once.
    int wait();

private:
    explicit Program(pid_t process) : process_(process) {}

    pid_t process_ = -1;
};

} // namespace relay::program
