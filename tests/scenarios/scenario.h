#pragma once
#include "relay/http/edge.h"
#include "tests/scenarios/installation.h"
#include <Poco/JSON/Array.h>
#include <algorithm>
#include <condition_variable>
#include <gtest/gtest.h>
#include <iostream>
#include <mutex>

namespace tests {

/// Stories that run on both engines; says so where PostgreSQL is not installed.
// U.15
class OnBothEngines : public testing::TestWithParam<store::Engine> {
protected:
    void SetUp() override
    {
        const auto why_not = Installation::why_not(GetParam());
        if (!why_not.empty()) {
            std::cout << "skipped: " << why_not << "\n";
            GTEST_SKIP() << why_not;
        }
    }
    static Wishes wishes()
    {
        Wishes made;
        made.engine = GetParam();
        return made;
    }
};

#define STORIES_ON_BOTH_ENGINES(Suite)                                                             \
    INSTANTIATE_TEST_SUITE_P(                                                                      \
        On, Suite, testing::Values(store::Engine::Sqlite, store::Engine::PostgreSql),              \
        [](const auto& given) {                                                                    \
            return given.param == store::Engine::Sqlite ? "Sqlite" : "PostgreSql";                 \
        })

/// The originator's own WCTP host: takes what is pushed to it and confirms it.
class WctpHost {
public:
    WctpHost()
        : edge_({}, [this](auto request, auto respond) {
              {
                  const std::lock_guard lock(mutex_);
                  documents_.push_back(request.body);
              }
              came_.notify_all();
              respond(relay::http::respond(
                  200, "text/xml",
                  "<?xml version=\"1.0\"?><wctp-Operation wctpVersion=\"wctp-dtd-v1r3\">"
                  "<wctp-Confirmation><wctp-Success successCode=\"200\" successText=\"Accepted\">"
                  "ok</wctp-Success></wctp-Confirmation></wctp-Operation>"));
          })
    {
        relay::http::EdgeListener listener;
        listener.name = "host";
        if (const auto listening = edge_.listen(listener); !listening)
            throw std::runtime_error(listening.error());
        edge_.start();
    }
    std::string url() const
    {
        return "http://127.0.0.1:" + std::to_string(edge_.port("host")) + "/wctp";
    }
    std::vector<std::string> documents() const
    {
        const std::lock_guard lock(mutex_);
        return documents_;
    }

    /// Returns once there are so many. For what no clock of a test moves.
    std::vector<std::string> wait_for(std::size_t count) const
    {
        std::unique_lock lock(mutex_);
        came_.wait(lock, [&] { return documents_.size() >= count; });
        return documents_;
    }

    /// The first that holds `part`, once there is one.
    std::string wait_for(const std::string& part) const
    {
        const auto has_part = [&](const auto& document) {
            return document.find(part) != std::string::npos;
        };
        std::unique_lock lock(mutex_);
        auto found = documents_.begin();
        came_.wait(lock, [&] {
            found = std::ranges::find_if(documents_, has_part);
            return found != documents_.end();
        });
        return *found;
    }

private:
    mutable std::mutex mutex_;
    mutable std::condition_variable came_;
    std::vector<std::string> documents_; ///< guarded by mutex_
    relay::http::Edge edge_;
};

/// How many of `texts` hold `part`.
inline std::size_t count_with(const std::vector<std::string>& texts, const std::string& part)
{
    std::size_t count = 0;
    for (const auto& text : texts)
        count += text.find(part) != std::string::npos ? 1 : 0;
    return count;
}

inline bool contains(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

/// Ids of the pages in an inbox, newest first.
inline std::vector<std::string> pages_in_inbox(const Installation& house,
                                               const std::string& token = "inbox")
{
    std::vector<std::string> ids;
    const auto items = house.http("GET", "/api/v1/inbox", token).json()->getArray("items");
    for (std::size_t i = 0; i < items->size(); ++i)
        ids.push_back(items->getObject(static_cast<unsigned>(i))->getValue<std::string>("id"));
    return ids;
}

/// The id of the newest message.
inline std::string newest_message(const Installation& house)
{
    const auto items =
        house.http("GET", "/api/v1/messages?limit=1", "admin").json()->getArray("items");
    return items->getObject(0)->getValue<std::string>("id");
}

/// That message as the API shows it to an administrator.
inline Poco::JSON::Object::Ptr message(const Installation& house, const std::string& id)
{
    return house.http("GET", "/api/v1/messages/" + id, "admin").json();
}

} // namespace tests
