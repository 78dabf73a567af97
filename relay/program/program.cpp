#include "relay/program/program.h"
#include <cerrno>
#include <csignal>
#include <cstring>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

extern char** environ;

namespace relay::program {

namespace {

class FileActions {
public:
    FileActions(int input, int output)
    {
        ::posix_spawn_file_actions_init(&actions_);
        ::posix_spawn_file_actions_adddup2(&actions_, input, STDIN_FILENO);
        ::posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
        ::posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
    }
    ~FileActions() { ::posix_spawn_file_actions_destroy(&actions_); }
    FileActions(const FileActions&) = delete;
    FileActions& operator=(const FileActions&) = delete;
    const posix_spawn_file_actions_t* get() const { return &actions_; }

private:
    posix_spawn_file_actions_t actions_;
};

/// What we block or ignore, the program must hear.
class Attributes {
public:
    Attributes()
    {
        sigset_t none;
        sigset_t heard;
        ::sigemptyset(&none);
        ::sigemptyset(&heard);
        for (const int signal : {SIGPIPE, SIGTERM, SIGINT, SIGHUP})
            ::sigaddset(&heard, signal);
        ::posix_spawnattr_init(&attributes_);
        ::posix_spawnattr_setsigmask(&attributes_, &none);
        ::posix_spawnattr_setsigdefault(&attributes_, &heard);
        ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    }
    ~Attributes() { ::posix_spawnattr_destroy(&attributes_); }
    Attributes(const Attributes&) = delete;
    Attributes& operator=(const Attributes&) = delete;
    const posix_spawnattr_t* get() const { return &attributes_; }

private:
    posix_spawnattr_t attributes_;
};

} // namespace

tl::expected<Program, std::string> Program::start(const std::vector<std::string>& words, int input,
                                                  int output)
{
    if (words.empty())
        return tl::unexpected(std::string("no program is named"));
    std::vector<char*> arguments;
    for (const auto& word : words)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const FileActions files(input, output);
    const Attributes attributes;
    pid_t process = -1;
    const int error = ::posix_spawn(&process, arguments[0], files.get(), attributes.get(),
                                    arguments.data(), environ);
    if (error != 0)
        return tl::unexpected("cannot start " + words[0] + ": " + std::strerror(error));
    return Program(process);
}

Program::Program(Program&& other) noexcept : process_(std::exchange(other.process_, -1)) {}

Program& Program::operator=(Program&& other) noexcept
{
    std::swap(process_, other.process_);
    return *this;
}

Program::~Program()
{
    end();
}

void Program::end(std::chrono::milliseconds patience)
{
    if (process_ < 0)
        return;
    const int watched = static_cast<int>(::syscall(SYS_pidfd_open, process_, 0));
    ::kill(process_, SIGTERM);
    pollfd ended{watched, POLLIN, 0};
    if (watched < 0 || ::poll(&ended, 1, static_cast<int>(patience.count())) != 1)
        ::kill(process_, SIGKILL);
    if (watched >= 0)
        ::close(watched);
    wait();
}

int Program::wait()
{
    const pid_t process = std::exchange(process_, -1);
    int status = 0;
    pid_t ended = -1;
    do
        ended = ::waitpid(process, &status, 0);
    while (ended < 0 && errno == EINTR);
    return ended == process && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace relay::program
