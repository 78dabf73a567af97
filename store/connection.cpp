#include "store/connection.h"

namespace store {

Rows Connection::query(std::string_view sql, std::span<const Value> values)
{
    Rows rows;
    const Take keep = [&rows](const Row& row) { rows.push_back(row); };
    run(sql, values, &keep);
    return rows;
}

std::size_t Connection::execute(std::string_view sql, std::span<const Value> values)
{
    return run(sql, values, nullptr);
}

} // namespace store
