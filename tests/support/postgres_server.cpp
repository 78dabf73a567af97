#include "tests/support/postgres_server.h"
#include "tests/support/patience.h"
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <libpq-fe.h>
#include <memory>
#include <optional>
#include <poll.h>
#include <pwd.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace tests {
namespace {

namespace fs = std::filesystem;

std::optional<fs::path> newest_binaries()
{
    std::vector<fs::path> found;
    std::error_code absent;
    for (const auto& version : fs::directory_iterator("/usr/lib/postgresql", absent)) {
        if (fs::exists(version.path() / "bin" / "postgres") &&
            fs::exists(version.path() / "bin" / "initdb"))
            found.push_back(version.path() / "bin");
    }
    return found.empty() ? std::nullopt : std::optional(*std::ranges::max_element(found));
}

const passwd* unprivileged()
{
    if (::geteuid() != 0)
        return nullptr;
    const auto* account = ::getpwnam("postgres");
    return account != nullptr ? account : ::getpwnam("nobody");
}

/// Runs a program as the unprivileged account; its chatter goes to `log`.
pid_t spawn(const std::vector<std::string>& words, const fs::path& log)
{
    std::vector<char*> arguments;
    for (const auto& word : words)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const auto* account = unprivileged();
    const auto parent = ::getpid();
    const auto child = ::fork();
    if (child != 0)
        return child;
    // Only calls that are safe between fork and exec.
    const int output = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    if (account != nullptr && (::setgid(account->pw_gid) != 0 || ::setuid(account->pw_uid) != 0))
        ::_exit(126);
    ::prctl(PR_SET_PDEATHSIG, SIGQUIT); // a crashed test leaves no server behind
    if (::getppid() != parent)
        ::_exit(126);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
}

void run(const std::vector<std::string>& words, const fs::path& log)
{
    int status = 0;
    ::waitpid(spawn(words, log), &status, 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        throw std::runtime_error(words[0] + " failed, see " + log.string());
}

/// In memory where there is room: a database is three hundred files, and making and deleting them
/// by the hundred costs a disk more than all that the tests do in them.
std::string place()
{
    constexpr std::uintmax_t enough = 1U << 30;
    std::error_code absent;
    const auto space = fs::space("/dev/shm", absent);
    const bool fits = !absent && space.available >= enough && ::access("/dev/shm", W_OK) == 0;
    return fits ? "/dev/shm" : "/tmp";
}

fs::path make_root()
{
    std::string name = place() + "/belfry-pg-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr)
        throw std::runtime_error("no temporary directory");
    if (const auto* account = unprivileged();
        account != nullptr && ::chown(name.c_str(), account->pw_uid, account->pw_gid) != 0)
        throw std::runtime_error("cannot give the directory away");
    return name;
}

std::string absent_because; // NOLINT: set once, before the first test

std::unique_ptr<PostgresServer> started(std::unique_ptr<PostgresServer> server)
{
    server->start();
    return server;
}

} // namespace

PostgresServer* PostgresServer::shared()
{
    static const std::unique_ptr<PostgresServer> server = []() -> std::unique_ptr<PostgresServer> {
        const auto binaries = newest_binaries();
        if (!binaries) {
            absent_because = "no PostgreSQL below /usr/lib/postgresql (package postgresql)";
            return nullptr;
        }
        return started(std::unique_ptr<PostgresServer>(new PostgresServer(*binaries)));
    }();
    return server.get();
}

const std::string& PostgresServer::why_absent()
{
    return absent_because;
}

PostgresServer::PostgresServer(fs::path binaries)
    : binaries_(std::move(binaries)), root_(make_root())
{
    run({(binaries_ / "initdb").string(), "-D", data().string(), "-U", "belfry", "-A", "trust",
         "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"},
        root_ / "initdb.log");
}

PostgresServer::~PostgresServer()
{
    stop();
    std::error_code ignored;
    fs::remove_all(root_, ignored);
}

std::string PostgresServer::connection(const std::string& database) const
{
    return "host=" + root_.string() + " user=belfry dbname=" + database;
}

std::string PostgresServer::create_database(const std::string& like)
{
    const auto name = "test_" + std::to_string(::getpid()) + "_" + std::to_string(++databases_);
    execute("CREATE DATABASE " + name + " TEMPLATE " + like);
    return name;
}

void PostgresServer::drop_database(const std::string& name)
{
    execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
}

void PostgresServer::stop()
{
    if (process_ <= 0)
        return;
    ::kill(process_, SIGQUIT); // immediate shutdown
    ::waitpid(process_, nullptr, 0);
    process_ = -1;
}

void PostgresServer::start()
{
    process_ =
        spawn({(binaries_ / "postgres").string(), "-D", data().string(), "-k", root_.string(), "-c",
               "listen_addresses=", "-c", "fsync=off", "-c", "full_page_writes=off", "-c",
               "autovacuum=off", "-c", "max_connections=200", "-c", "log_min_messages=fatal"},
              root_ / "postgres.log");
    const auto until = std::chrono::steady_clock::now() + long_patience;
    while (std::chrono::steady_clock::now() < until) {
        if (PQping(connection("postgres").c_str()) == PQPING_OK)
            return;
        if (::waitpid(process_, nullptr, WNOHANG) == process_)
            break;
        ::poll(nullptr, 0, 20); // the server says nowhere when it is ready
    }
    throw std::runtime_error("PostgreSQL does not start, see " + (root_ / "postgres.log").string());
}

void PostgresServer::execute(const std::string& sql) const
{
    const std::unique_ptr<PGconn, decltype(&PQfinish)> handle(
        PQconnectdb(connection("postgres").c_str()), PQfinish);
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(handle.get(), sql.c_str()),
                                                               PQclear);
    if (PQresultStatus(result.get()) != PGRES_COMMAND_OK)
        throw std::runtime_error(sql + ": " + PQerrorMessage(handle.get()));
}

} // namespace tests
