#pragma once
#include "store/value.h"
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace store {

/// The databases we run on.
enum class Engine { Sqlite, PostgreSql };

std::string_view name(Engine engine);

/// The few places where the engines differ; everything else is one text for both.
class Dialect {
public:
    explicit Dialect(Engine engine) : engine_(engine) {}

    Engine engine() const noexcept { return engine_; }

    /// Ends a SELECT whose rows the transaction is about to take for itself; rows that another
    /// node is taking are passed over. SQLite has one writer, so it needs nothing.
    std::string_view skip_locked() const;

    /// A condition `column IN (the ids bound as placeholder)`, and the value to bind.
    std::string in_list(std::string_view column, std::string_view placeholder) const;
    Value list(std::span<const std::int64_t> ids) const;

    /// Waits until no other transaction holds the named lock; it ends with the transaction.
    /// Empty on SQLite, where the one writer is the lock.
    std::string lock(std::int64_t number) const;

private:
    Engine engine_;
};

} // namespace store
