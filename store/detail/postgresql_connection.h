#pragma once
#include "store/connection.h"
#include "store/database.h"
#include <Poco/Data/Session.h>
#include <libpq-fe.h>
#include <string>
#include <unordered_map>

namespace store::detail {

/// PostgreSQL: POCO's session owns the connection, the statements run prepared on its native handle
/// (POCO prepares and frees one for each execution, at four times the cost).
class PostgreSqlConnection final : public Connection {
public:
    /// Throws StoreUnavailable.
    PostgreSqlConnection(const DatabaseSettings& settings, bool read_only);

    void script(const std::string& sql) override;
    bool in_transaction() const override;
    bool is_usable() override;
    void control(std::string_view sql) override;

protected:
    std::size_t run(std::string_view sql, std::span<const Value> values, const Take* take) override;

private:
    const std::string& prepared(std::string_view sql);

    Poco::Data::Session session_;
    PGconn* handle_;
    std::unordered_map<std::string, std::string> statements_; ///< SQL -> name on the server
};

} // namespace store::detail
