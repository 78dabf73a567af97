#include "tests/support/child_process.h"
#include <array>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <poll.h>
#include <sstream>
#include <stdexcept>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace tests {
namespace {

constexpr int patience_ms = 10'000;

pid_t spawn(const std::vector<std::string>& words, const std::filesystem::path& log)
{
    std::vector<char*> arguments;
    for (const auto& word : words)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const auto parent = ::getpid();
    const auto child = ::fork();
    if (child != 0)
        return child;
    // Only calls that are safe between fork and exec.
    const int output = ::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0644);
    const int input = ::open("/dev/null", O_RDONLY);
    ::dup2(input, STDIN_FILENO);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    ::close_range(STDERR_FILENO + 1, ~0U, 0);
    ::setpgid(0, 0); // servers signal their whole group
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (::getppid() != parent)
        ::_exit(126);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
}

int status_of(pid_t process)
{
    int status = 0;
    if (::waitpid(process, &status, 0) != process || !WIFEXITED(status))
        return -1;
    return WEXITSTATUS(status);
}

} // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& words, const std::filesystem::path& log)
    : process_(spawn(words, log))
{
    if (process_ < 0)
        throw std::runtime_error("cannot start " + words[0]);
}

ChildProcess::~ChildProcess()
{
    if (process_ < 0)
        return;
    const int watched = static_cast<int>(::syscall(SYS_pidfd_open, process_, 0));
    ::kill(process_, SIGTERM);
    pollfd end{watched, POLLIN, 0};
    if (watched < 0 || ::poll(&end, 1, patience_ms) != 1)
        ::kill(process_, SIGKILL);
    if (watched >= 0)
        ::close(watched);
    status_of(process_);
}

int ChildProcess::wait()
{
    return status_of(std::exchange(process_, -1));
}

bool ChildProcess::is_over() const
{
    siginfo_t end{};
    const auto process = static_cast<id_t>(process_);
    return ::waitid(P_PID, process, &end, WEXITED | WNOHANG | WNOWAIT) != 0 || end.si_pid != 0;
}

int run_program(const std::vector<std::string>& words, const std::filesystem::path& log)
{
    return ChildProcess(words, log).wait();
}

bool becomes_true_of(const std::filesystem::path& folder, const std::function<bool()>& fact,
                     std::chrono::milliseconds patience)
{
    const auto deadline = std::chrono::steady_clock::now() + patience;
    const int changes = ::inotify_init1(IN_CLOEXEC);
    ::inotify_add_watch(changes, folder.c_str(),
                        IN_MODIFY | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO);
    bool is_true = false;
    for (;;) {
        is_true = fact();
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        pollfd change{changes, POLLIN, 0};
        if (is_true || left.count() <= 0 || ::poll(&change, 1, static_cast<int>(left.count())) != 1)
            break;
        std::array<char, 4096> events;
        if (::read(changes, events.data(), events.size()) < 0)
            break;
    }
    ::close(changes);
    return is_true;
}

bool appears_in(const std::filesystem::path& log, const std::string& text,
                std::chrono::milliseconds patience)
{
    return becomes_true_of(
        log.parent_path(), [&] { return content_of(log).find(text) != std::string::npos; },
        patience);
}

std::string content_of(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

} // namespace tests
