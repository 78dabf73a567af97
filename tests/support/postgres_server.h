#pragma once
#include <filesystem>
#include <string>
#include <sys/types.h>

namespace tests {

/// A PostgreSQL server of our own: Debian's binaries, a temporary directory, a unix socket, nothing
/// on the network, no fsync. Started with the first use in a test program, ended with it. Root may
/// not run one, so it then runs as `postgres` or `nobody`.
class PostgresServer {
public:
    /// Null where it cannot run; why_absent() then says why.
    static PostgresServer* shared();
    static const std::string& why_absent();

    ~PostgresServer();
    PostgresServer(const PostgresServer&) = delete;
    PostgresServer& operator=(const PostgresServer&) = delete;

    /// libpq's words for one of its databases.
    std::string connection(const std::string& database) const;
    /// A database that nobody else uses, with what `like` holds, which nobody may be connected to;
    /// its name.
    std::string create_database(const std::string& like = "template1");
    void drop_database(const std::string& name);

    /// Ends the server at once, as a crash does.
    void stop();
    /// Returns when it takes connections.
    void start();

    /// Where its files lie, for tests that look into them.
    std::filesystem::path data() const { return root_ / "data"; }

private:
    explicit PostgresServer(std::filesystem::path binaries);
    void execute(const std::string& sql) const;

    std::filesystem::path binaries_;
    std::filesystem::path root_;
    pid_t process_ = -1;
    int databases_ = 0;
};

} // namespace tests
