#include "store/detail/postgresql_connection.h"
#include "store/detail/postgresql_errors.h"
#include "store/detail/postgresql_values.h"
#include <Poco/Data/PostgreSQL/Connector.h>
#include <Poco/Data/PostgreSQL/Utility.h>
#include <charconv>
#include <memory>
#include <poll.h>

namespace store::detail {
namespace {

using Cause = StoreUnavailable::Cause;

struct Clear {
    void operator()(PGresult* result) const { PQclear(result); }
    void operator()(PGconn* handle) const { PQfinish(handle); }
};
using Result = std::unique_ptr<PGresult, Clear>;
using Probe = std::unique_ptr<PGconn, Clear>;

/// A dead server or a cut cable must be noticed within seconds, whatever the kernel's defaults.
std::string with_timeouts(std::string connection)
{
    if (connection.find("connect_timeout=") == std::string::npos)
        connection += " connect_timeout=3";
    if (connection.find("tcp_user_timeout=") == std::string::npos)
        connection += " tcp_user_timeout=10000";
    return connection;
}

/// POCO 1.11 leaks a descriptor with each connect that fails, so it is only asked when libpq has
/// just been let in.
void probe(const std::string& connection)
{
    const Probe handle(PQconnectdb(connection.c_str()));
    if (PQstatus(handle.get()) != CONNECTION_OK) {
        std::string why = PQerrorMessage(handle.get());
        while (!why.empty() && why.back() == '\n')
            why.pop_back();
        throw StoreUnavailable(Cause::Connection, "database: cannot connect: " + why);
    }
}

Poco::Data::Session open_session(const DatabaseSettings& settings)
{
    const auto connection = with_timeouts(settings.connection);
    probe(connection);
    try {
        return {Poco::Data::PostgreSQL::Connector::KEY, connection};
    } catch (const Poco::Exception& failure) {
        throw StoreUnavailable(Cause::Connection,
                               "database: cannot connect: " + failure.displayText());
    }
}

PGconn* native_handle(Poco::Data::Session& session)
{
    return *Poco::Data::PostgreSQL::Utility::handle(session);
}

bool is_good(const PGresult* result)
{
    const auto status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

void ignore_notice(void* /*context*/, const char* /*text*/) {}

bool has_input(int socket)
{
    pollfd look{socket, POLLIN, 0};
    return ::poll(&look, 1, 0) > 0;
}

std::size_t changed_rows(PGresult* result)
{
    const std::string_view digits = PQcmdTuples(result);
    std::size_t count = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), count);
    return count;
}

} // namespace

PostgreSqlConnection::PostgreSqlConnection(const DatabaseSettings& settings, bool read_only)
    : Connection(Engine::PostgreSql), session_(open_session(settings)),
      handle_(native_handle(session_))
{
    PQsetNoticeProcessor(handle_, ignore_notice, nullptr);
    script("SET client_encoding TO 'UTF8'; SET synchronous_commit TO on;"
           "SET lock_timeout TO " +
           std::to_string(settings.busy_timeout.count()) + ";");
    if (read_only)
        script("SET default_transaction_read_only TO on");
}

void PostgreSqlConnection::script(const std::string& sql)
{
    const Result result(PQexec(handle_, sql.c_str()));
    if (!is_good(result.get()))
        throw_postgresql_error(handle_, result.get(), "script");
}

bool PostgreSqlConnection::in_transaction() const
{
    const auto status = PQtransactionStatus(handle_);
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR || status == PQTRANS_ACTIVE;
}

bool PostgreSqlConnection::is_usable()
{
    // Takes in what has come, without waiting. A server that ends says so first, and only then
    // hangs up, hence more than one look.
    while (PQstatus(handle_) == CONNECTION_OK && has_input(PQsocket(handle_))) {
        if (PQconsumeInput(handle_) == 0)
            return false;
    }
    return PQstatus(handle_) == CONNECTION_OK;
}

void PostgreSqlConnection::control(std::string_view sql)
{
    const Result result(PQexec(handle_, std::string(sql).c_str()));
    if (!is_good(result.get()))
        throw_postgresql_error(handle_, result.get(), sql);
    // PostgreSQL answers the COMMIT of a failed transaction with a polite ROLLBACK.
    if (sql == "COMMIT" && std::string_view(PQcmdStatus(result.get())) != "COMMIT")
        throw StoreError("database: COMMIT of a transaction in which a statement had failed");
}

const std::string& PostgreSqlConnection::prepared(std::string_view sql)
{
    std::string key(sql);
    if (const auto found = statements_.find(key); found != statements_.end())
        return found->second;
    const auto name = "s" + std::to_string(statements_.size() + 1);
    const Result result(PQprepare(handle_, name.c_str(), key.c_str(), 0, nullptr));
    if (!is_good(result.get()))
        throw_postgresql_error(handle_, result.get(), "prepare");
    return statements_.emplace(std::move(key), name).first->second;
}

std::size_t PostgreSqlConnection::run(std::string_view sql, std::span<const Value> values,
                                      const Take* take)
{
    constexpr int binary = 1;
    const PostgreSqlParameters parameters(values);
    const auto& name = prepared(sql);
    const Result result(PQexecPrepared(handle_, name.c_str(), parameters.count(),
                                       parameters.pointers(), parameters.lengths(),
                                       parameters.formats(), binary));
    if (!is_good(result.get()))
        throw_postgresql_error(handle_, result.get(), "write or read");
    const int rows = take == nullptr ? 0 : PQntuples(result.get());
    for (int row = 0; row < rows; ++row)
        (*take)(postgresql_row(result.get(), row));
    return changed_rows(result.get());
}

} // namespace store::detail
