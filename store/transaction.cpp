#include "store/transaction.h"

namespace store {
namespace {

std::string_view begin_sql(Engine engine, Transaction::Kind kind)
{
    if (engine == Engine::Sqlite)
        return kind == Transaction::Kind::Write ? "BEGIN IMMEDIATE" : "BEGIN";
    return kind == Transaction::Kind::Write ? "BEGIN"
                                            : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
}

/// For destructors: a connection that cannot even undo is thrown away by its owner.
void try_control(Connection& connection, std::string_view sql) noexcept
{
    try {
        if (connection.in_transaction())
            connection.control(sql);
    } catch (const StoreError&) {
        return; // the server or SQLite undoes it when the connection goes
    }
}

} // namespace

Transaction::Transaction(Connection& connection, Kind kind) : connection_(connection)
{
    if (connection.in_transaction())
        throw StoreError("a transaction inside a transaction: use a Savepoint");
    connection.control(begin_sql(connection.engine(), kind));
}

Transaction::~Transaction()
{
    if (open_)
        try_control(connection_, "ROLLBACK");
}

void Transaction::commit()
{
    connection_.control("COMMIT");
    open_ = false;
}

Savepoint::Savepoint(Connection& connection) : connection_(connection)
{
    connection.control("SAVEPOINT job");
}

Savepoint::~Savepoint()
{
    if (!open_)
        return;
    try_control(connection_, "ROLLBACK TO SAVEPOINT job");
    try_control(connection_, "RELEASE SAVEPOINT job");
}

void Savepoint::keep()
{
    connection_.control("RELEASE SAVEPOINT job");
    open_ = false;
}

} // namespace store
