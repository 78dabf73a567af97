#pragma once
#include "store/contact_repository.h"
#include "store/delivery_repository.h"
#include "store/domain_repository.h"
#include "store/group_repository.h"
#include "store/message_repository.h"
#include "store/page_repository.h"
#include "store/source_repository.h"
#include "store/transaction.h"
#include "tests/support/fresh_database.h"
#include "tests/support/postgres_server.h"
#include <gtest/gtest.h>
#include <iostream>

namespace tests {

using namespace std::chrono_literals;

constexpr auto noon = store::instant(1'760'000'000'000);

inline store::Opid opid(std::string_view text)
{
    return *store::Opid::parse(text);
}

/// Runs on both engines; says so where PostgreSQL is not installed.
// U.15
class StoreTest : public testing::TestWithParam<store::Engine> {
protected:
    void SetUp() override
    {
        if (!FreshDatabase::is_available(GetParam())) {
            std::cout << "skipped: " << PostgresServer::why_absent() << "\n";
            GTEST_SKIP() << PostgresServer::why_absent();
        }
        fresh_.emplace(GetParam());
        connection_ = fresh_->database().connect();
    }
    void TearDown() override { connection_.reset(); }

    store::Connection& connection() { return *connection_; }
    store::Database& database() { return fresh_->database(); }
    const store::Vault& vault() const { return fresh_->vault(); }
    FreshDatabase& fresh() { return *fresh_; }

    /// Does `work` in a transaction of its own and commits it.
    template <class Work>
    void commit(const Work& work)
    {
        store::Transaction transaction(connection());
        work();
        transaction.commit();
    }

private:
    std::optional<FreshDatabase> fresh_;
    std::unique_ptr<store::Connection> connection_;
};

inline std::string engine_name(const testing::TestParamInfo<store::Engine>& info)
{
    return info.param == store::Engine::Sqlite ? "Sqlite" : "PostgreSql";
}

#define ON_BOTH_ENGINES(Suite)                                                                     \
    INSTANTIATE_TEST_SUITE_P(On, Suite,                                                            \
                             testing::Values(store::Engine::Sqlite, store::Engine::PostgreSql),    \
                             tests::engine_name)

// Rows to begin with: a domain, a source, a contact, a group, and a message of it for the contact.
inline const store::SecurityDomain house{store::DomainId{1}, "House", true};
inline const store::Principal monitor{store::PrincipalId{2}, "monitor"};
inline const store::Source bedside{.id = store::SourceId{3},
                                   .name = "bedside",
                                   .door = store::Door::Wctp,
                                   .principal = monitor.id,
                                   .sender_id = "bedside.example"};

inline store::Contact donald()
{
    return {.id = store::ContactId{10},
            .opid = opid("DONALD"),
            .first_name = "Donald",
            .last_name = "Duckworth",
            .domain = house.id,
            .created = noon};
}

inline store::Message chest_pain()
{
    return {.id = store::MessageId{100},
            .source = bedside.id,
            .principal = monitor.id,
            .originator = "bedside.example",
            .recipient = "DONALD",
            .subject = store::ProtectedText("Bed 7"),
            .body = store::ProtectedText("Chest pain"),
            .accepted = noon};
}

inline store::Page page_for_donald()
{
    return {.id = store::PageId{200},
            .message = chest_pain().id,
            .contact = donald().id,
            .created = noon};
}

inline store::Delivery secure_delivery(std::int64_t id = 300)
{
    return {.id = store::DeliveryId{id},
            .message = chest_pain().id,
            .page = page_for_donald().id,
            .contact = donald().id,
            .channel = store::Channel::Secure,
            .state = store::DeliveryState::Queued,
            .due = noon};
}

inline void insert_directory(store::Connection& connection, const store::Vault& vault)
{
    store::DomainRepository domains(connection);
    domains.insert(house);
    domains.insert(monitor);
    store::SourceRepository(connection, vault).insert(bedside);
    store::ContactRepository(connection, vault).insert(donald());
}

inline void insert_page(store::Connection& connection, const store::Vault& vault)
{
    insert_directory(connection, vault);
    store::MessageRepository(connection, vault).insert(chest_pain());
    store::PageRepository(connection).insert(page_for_donald());
}

} // namespace tests
