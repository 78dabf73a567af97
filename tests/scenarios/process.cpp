#include "tests/scenarios/process.h"
#include <arpa/inet.h>
#include <array>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <netinet/in.h>
#include <poll.h>
#include <spawn.h>
#include <sstream>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace tests {
namespace {

constexpr int longest_start_ms = 60'000;

[[noreturn]] void fail(const std::string& what)
{
    throw std::runtime_error(what + ": " + std::strerror(errno));
}

struct Pipe {
    int read = -1;
    int write = -1;
    Pipe()
    {
        std::array<int, 2> ends{};
        if (pipe2(ends.data(), O_CLOEXEC) != 0)
            fail("pipe");
        read = ends[0];
        write = ends[1];
    }
    ~Pipe()
    {
        close_end(read);
        close_end(write);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    static void close_end(int& end)
    {
        if (end >= 0)
            ::close(end);
        end = -1;
    }
};

std::vector<char*> pointers(const std::vector<std::string>& words)
{
    std::vector<char*> all;
    for (const auto& word : words)
        all.push_back(const_cast<char*>(word.c_str()));
    all.push_back(nullptr);
    return all;
}

/// Starts `command` with these as its standard streams.
pid_t start(const std::vector<std::string>& command, int in, int out, int err,
            const std::vector<std::string>& more_environment = {})
{
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in, 0);
    posix_spawn_file_actions_adddup2(&actions, out, 1);
    posix_spawn_file_actions_adddup2(&actions, err, 2);
    std::vector<std::string> environment;
    for (char** variable = environ; *variable != nullptr; ++variable)
        environment.emplace_back(*variable);
    environment.insert(environment.end(), more_environment.begin(), more_environment.end());
    pid_t pid = -1;
    const int failed = posix_spawnp(&pid, command.front().c_str(), &actions, nullptr,
                                    pointers(command).data(), pointers(environment).data());
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0)
        throw std::runtime_error("cannot start " + command.front() + ": " + std::strerror(failed));
    return pid;
}

int exit_status(int status)
{
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int wait_for(pid_t pid)
{
    int status = 0;
    while (waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR)
            fail("waitpid");
    }
    return exit_status(status);
}

/// Feeds and listens until both outputs are closed.
void talk(Pipe& in, Pipe& out, Pipe& err, const std::string& input, Ran& ran)
{
    std::size_t given = 0;
    if (input.empty())
        Pipe::close_end(in.write);
    while (out.read >= 0 || err.read >= 0) {
        std::array<pollfd, 3> waits{
            {{out.read, POLLIN, 0}, {err.read, POLLIN, 0}, {in.write, POLLOUT, 0}}};
        if (poll(waits.data(), waits.size(), -1) < 0 && errno != EINTR)
            fail("poll");
        const auto listen = [](pollfd& wait, int& end, std::string& text) {
            if (wait.revents == 0 || end < 0)
                return;
            std::array<char, 16384> bytes{};
            const auto count = ::read(end, bytes.data(), bytes.size());
            if (count <= 0)
                return Pipe::close_end(end);
            text.append(bytes.data(), static_cast<std::size_t>(count));
        };
        listen(waits[0], out.read, ran.out);
        listen(waits[1], err.read, ran.err);
        if (in.write >= 0 && waits[2].revents != 0) {
            const auto count = ::write(in.write, input.data() + given, input.size() - given);
            given += count > 0 ? static_cast<std::size_t>(count) : 0;
            if (count < 0 || given == input.size())
                Pipe::close_end(in.write);
        }
    }
}

std::string text_of(const std::filesystem::path& file)
{
    std::ifstream stream(file);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

} // namespace

Ran run(const std::vector<std::string>& command, const std::string& input)
{
    std::signal(SIGPIPE, SIG_IGN);
    Pipe in;
    Pipe out;
    Pipe err;
    const pid_t pid = start(command, in.read, out.write, err.write);
    Pipe::close_end(in.read);
    Pipe::close_end(out.write);
    Pipe::close_end(err.write);
    Ran ran;
    talk(in, out, err, input, ran);
    ran.exit = wait_for(pid);
    return ran;
}

long kibibytes(pid_t pid, const std::string& name)
{
    std::ifstream status("/proc/" + std::to_string(pid) + "/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with(name + ":"))
            return std::stol(line.substr(name.size() + 1));
    }
    throw std::runtime_error("no " + name + " of process " + std::to_string(pid));
}

bool is_installed(const std::string& program)
{
    return run({"sh", "-c", "command -v " + program}).exit == 0;
}

Background::Background(const std::vector<std::string>& command, const std::filesystem::path& log)
{
    const int news = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    const auto path = (log.parent_path() / "notify").string();
    std::filesystem::remove(path);
    std::strncpy(name.sun_path, path.c_str(), sizeof name.sun_path - 1);
    if (bind(news, reinterpret_cast<sockaddr*>(&name), sizeof name) != 0)
        fail("cannot listen on " + path);
    const int output = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    pid_ = start(command, nothing, output, output, {"NOTIFY_SOCKET=" + path});
    ::close(output);
    ::close(nothing);
    const auto ended = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
    bool ready = false;
    while (!ready) {
        std::array<pollfd, 2> waits{{{news, POLLIN, 0}, {ended, POLLIN, 0}}};
        if (poll(waits.data(), waits.size(), longest_start_ms) <= 0 || waits[0].revents == 0)
            break;
        std::array<char, 4096> bytes{};
        const auto count = recv(news, bytes.data(), bytes.size() - 1, 0);
        ready = count > 0 && std::strstr(bytes.data(), "READY=1") != nullptr;
    }
    ::close(ended);
    ::close(news);
    std::filesystem::remove(path);
    if (!ready) {
        kill();
        throw std::runtime_error(command.front() + " did not get ready:\n" + text_of(log));
    }
}

Background::~Background()
{
    kill();
}

void Background::signal(int what)
{
    if (pid_ > 0)
        ::kill(pid_, what);
}

int Background::wait()
{
    const int status = pid_ > 0 ? wait_for(pid_) : -1;
    pid_ = -1;
    return status;
}

void Background::kill()
{
    signal(SIGKILL);
    wait();
}

int Background::stop()
{
    signal(SIGTERM);
    return wait();
}

} // namespace tests
