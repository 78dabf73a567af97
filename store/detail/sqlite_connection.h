#pragma once
#include "store/connection.h"
#include "store/database.h"
#include <Poco/Data/Session.h>
#include <memory>
#include <string>
#include <unordered_map>

struct sqlite3;
struct sqlite3_stmt;

namespace store::detail {

/// SQLite: POCO's session owns the connection, the statements run on its native handle (a reused
/// POCO statement is prepared anew each time, at four times the cost).
class SqliteConnection final : public Connection {
public:
    /// Makes the file, for us alone, when there is none. Throws StoreUnavailable.
    SqliteConnection(const DatabaseSettings& settings, bool read_only);
    ~SqliteConnection() override;

    void script(const std::string& sql) override;
    bool in_transaction() const override;
    bool is_usable() override { return true; }
    void control(std::string_view sql) override;

protected:
    std::size_t run(std::string_view sql, std::span<const Value> values, const Take* take) override;

private:
    struct Statement;
    Statement& prepared(std::string_view sql);
    void set_up(const DatabaseSettings& settings, bool read_only);

    Poco::Data::Session session_;
    sqlite3* handle_;
    std::unordered_map<std::string_view, std::unique_ptr<Statement>> statements_;
};

} // namespace store::detail
