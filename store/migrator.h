#pragma once
#include "store/connection.h"
#include "store/model/instant.h"
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace store {

/// One step of the schema, compiled in from migrations/<engine>/NNNN_what.sql.
struct Migration {
    int number = 0;
    std::string_view name;
    std::string_view sql;
};

/// In order, numbered 1, 2, 3 ... without a gap.
std::span<const Migration> migrations(Engine engine);

struct SchemaState {
    int at = 0;                       ///< 0: empty database
    int wanted = 0;                   ///< newest this program knows
    std::vector<std::string> missing; ///< names, in order
    bool is_current() const noexcept { return missing.empty(); }
};

/// Brings the schema up to what this program needs: forward only, one transaction for each step.
class Migrator {
public:
    explicit Migrator(Connection& connection) : connection_(connection) {}

    /// Throws SchemaTrouble when the database was made by a newer program, or when a step that it
    /// records is not the one we know.
    SchemaState state();
    /// Applies what is missing; answers how many. Several nodes may call it at once.
    int apply(Instant now);
    /// Throws SchemaTrouble, naming the remedy, unless the schema is the wanted one.
    void require_current();

private:
    Connection& connection_; ///< outlives us
};

} // namespace store
