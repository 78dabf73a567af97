#pragma once
#include "store/dialect.h"
#include "store/error.h"
#include "store/value.h"
#include <functional>
#include <initializer_list>
#include <span>
#include <string_view>

namespace store {

/// One connection to the database, with its prepared statements kept.
///
/// SQL is one text for both engines: placeholders $1, $2 ... numbered in order of first use.
/// Throws StoreUnavailable, Conflict, Busy, or StoreError for what is our own mistake.
/// Not thread-safe: one thread at a time.
class Connection {
public:
    virtual ~Connection() = default;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    Engine engine() const noexcept { return dialect_.engine(); }
    const Dialect& dialect() const noexcept { return dialect_; }

    /// All rows of the answer; of INSERT ... RETURNING and the like too.
    Rows query(std::string_view sql, std::span<const Value> values);
    Rows query(std::string_view sql, std::initializer_list<Value> values = {})
    {
        return query(sql, std::span(values.begin(), values.size()));
    }

    /// Number of rows changed.
    std::size_t execute(std::string_view sql, std::span<const Value> values);
    std::size_t execute(std::string_view sql, std::initializer_list<Value> values = {})
    {
        return execute(sql, std::span(values.begin(), values.size()));
    }

    /// Row by row, for answers too large to hold. `take` must not use this connection.
    using Take = std::function<void(const Row&)>;
    void each(std::string_view sql, std::span<const Value> values, const Take& take)
    {
        run(sql, values, &take);
    }

    /// Several statements without placeholders, one after another: migrations.
    virtual void script(const std::string& sql) = 0;

    virtual bool in_transaction() const = 0;
    /// False once it failed for good or the server hung up: throw it away. Costs no round trip.
    virtual bool is_usable() = 0;
    /// BEGIN, COMMIT, SAVEPOINT and their like. Use Transaction instead.
    virtual void control(std::string_view sql) = 0;

protected:
    explicit Connection(Engine engine) : dialect_(engine) {}
    /// Runs a prepared statement; `take` may be null. Answers the number of rows changed.
    virtual std::size_t run(std::string_view sql, std::span<const Value> values,
                            const Take* take) = 0;

private:
    Dialect dialect_;
};

} // namespace store
