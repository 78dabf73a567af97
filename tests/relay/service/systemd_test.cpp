#include "relay/service/systemd.h"
#include "tests/relay/service/config_folder.h"
#include <cstring>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace relay::service;
using namespace std::chrono_literals;

namespace {

/// The service manager's end of NOTIFY_SOCKET.
class Manager {
public:
    explicit Manager(const std::string& name)
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, name.data(), name.size());
        if (name.front() == '@')
            address.sun_path[0] = '\0';
        descriptor_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
        bound_ = bind(descriptor_, reinterpret_cast<sockaddr*>(&address), size) == 0;
        setenv("NOTIFY_SOCKET", name.c_str(), 1);
    }
    ~Manager()
    {
        unsetenv("NOTIFY_SOCKET");
        close(descriptor_);
    }
    Manager(const Manager&) = delete;
    Manager& operator=(const Manager&) = delete;

    bool bound() const { return bound_; }
    std::string heard() const
    {
        char text[256];
        const auto got = recv(descriptor_, text, sizeof text, 0);
        return got < 0 ? std::string() : std::string(text, static_cast<std::size_t>(got));
    }

private:
    int descriptor_ = -1;
    bool bound_ = false;
};

} // namespace

TEST(Systemd, HearsThatWeAreReadyAndThatWeStop)
{
    const ConfigFolder folder;
    const Manager manager((folder.path() / "notify").string());
    ASSERT_TRUE(manager.bound());

    EXPECT_TRUE(systemd::notify_ready("listening"));
    EXPECT_EQ(manager.heard(), "READY=1\nSTATUS=listening");
    EXPECT_TRUE(systemd::notify_stopping());
    EXPECT_EQ(manager.heard(), "STOPPING=1");
}

TEST(Systemd, HearsUsOnAnAbstractSocketToo)
{
    const Manager manager("@belfry-test-" + std::to_string(getpid()));
    ASSERT_TRUE(manager.bound());

    EXPECT_TRUE(systemd::notify("READY=1"));
    EXPECT_EQ(manager.heard(), "READY=1");
}

TEST(Systemd, IsNotMissedWhereThereIsNone)
{
    unsetenv("NOTIFY_SOCKET");
    EXPECT_FALSE(systemd::notify_ready("listening"));

    setenv("NOTIFY_SOCKET", "/nowhere/notify", 1);
    EXPECT_FALSE(systemd::notify_ready("listening"));
    setenv("NOTIFY_SOCKET", std::string(200, '/').c_str(), 1);
    EXPECT_FALSE(systemd::notify_ready("listening"));
    unsetenv("NOTIFY_SOCKET");
    EXPECT_TRUE(systemd::inherited_sockets().empty());
    EXPECT_EQ(systemd::watchdog_interval(), std::nullopt);
}

TEST(Systemd, HandsOverSocketsWithTheirNames)
{
    setenv("LISTEN_PID", std::to_string(getpid()).c_str(), 1);
    setenv("LISTEN_FDS", "2", 1);
    setenv("LISTEN_FDNAMES", "http:smtp", 1);

    const auto sockets = systemd::inherited_sockets();

    const std::vector<systemd::Inherited> expected{{3, "http"}, {4, "smtp"}};
    EXPECT_EQ(sockets, expected);
    EXPECT_EQ(getenv("LISTEN_FDS"), nullptr);
    EXPECT_TRUE(systemd::inherited_sockets().empty());
}

TEST(Systemd, SocketsOfAnotherProcessAreNotOurs)
{
    setenv("LISTEN_PID", "1", 1);
    setenv("LISTEN_FDS", "2", 1);

    EXPECT_TRUE(systemd::inherited_sockets().empty());
}

TEST(Systemd, WatchdogIsFedTwiceAsOftenAsAsked)
{
    setenv("WATCHDOG_USEC", "30000000", 1);
    EXPECT_EQ(systemd::watchdog_interval(), store::Millis(15s));
    setenv("WATCHDOG_PID", "1", 1);
    EXPECT_EQ(systemd::watchdog_interval(), std::nullopt);
    unsetenv("WATCHDOG_PID");
    unsetenv("WATCHDOG_USEC");
}

TEST(Systemd, WatchdogSpeaksWhileAllIsWellAndEndsAtOnce)
{
    const ConfigFolder folder;
    const Manager manager((folder.path() / "notify").string());
    setenv("WATCHDOG_USEC", "2000", 1);

    {
        const systemd::Watchdog watchdog([] { return true; });
        EXPECT_EQ(manager.heard(), "WATCHDOG=1");
        EXPECT_EQ(manager.heard(), "WATCHDOG=1");
    }

    unsetenv("WATCHDOG_USEC");
}
