#include "store/setting_repository.h"

namespace store {
namespace {

constexpr auto find_sql = "SELECT value FROM setting WHERE name = $1";
constexpr auto insert_sql = R"sql(
    INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING)sql";
constexpr auto save_sql = R"sql(
    INSERT INTO setting (name, value) VALUES ($1, $2)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value)sql";

} // namespace

std::optional<Blob> SettingRepository::find(std::string_view name)
{
    const auto rows = connection_.query(find_sql, {std::string(name)});
    return rows.empty() ? std::nullopt : std::optional(rows[0].blob(0));
}

void SettingRepository::insert(std::string_view name, const Blob& value)
{
    connection_.execute(insert_sql, {std::string(name), value});
}

void SettingRepository::save(std::string_view name, const Blob& value)
{
    connection_.execute(save_sql, {std::string(name), value});
}

} // namespace store
