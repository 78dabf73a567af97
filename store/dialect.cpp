#include "store/dialect.h"
#include <cstdlib>

namespace store {

std::string_view name(Engine engine)
{
    switch (engine) {
    case Engine::Sqlite:
        return "sqlite";
    case Engine::PostgreSql:
        return "postgresql";
    }
    std::abort(); // a value that is no enumerator
}

std::string_view Dialect::skip_locked() const
{
    return engine_ == Engine::PostgreSql ? " FOR UPDATE SKIP LOCKED" : "";
}

std::string Dialect::in_list(std::string_view column, std::string_view placeholder) const
{
    const std::string from(placeholder);
    const auto subject = std::string(column);
    if (engine_ == Engine::PostgreSql)
        return subject + " = ANY(CAST(" + from + " AS bigint[]))";
    return subject + " IN (SELECT value FROM json_each(" + from + "))";
}

Value Dialect::list(std::span<const std::int64_t> ids) const
{
    std::string text;
    for (const auto id : ids)
        text += (text.empty() ? "" : ",") + std::to_string(id);
    return engine_ == Engine::PostgreSql ? "{" + text + "}" : "[" + text + "]";
}

std::string Dialect::lock(std::int64_t number) const
{
    if (engine_ == Engine::Sqlite)
        return {};
    return "SELECT pg_advisory_xact_lock(" + std::to_string(number) + ")";
}

} // namespace store
