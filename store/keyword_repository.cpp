#include "store/keyword_repository.h"
#include "store/detail/fields.h"

namespace store {
namespace {

using namespace detail;

constexpr auto insert_sql = R"sql(
    INSERT INTO group_keyword (id, group_id, word, number, joined_text, left_text, help_text,
                               created_ms, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))sql";
constexpr auto update_sql = R"sql(
    UPDATE group_keyword
       SET word = $1, number = $2, joined_text = $3, left_text = $4, help_text = $5,
           version = version + 1
     WHERE id = $6 AND version = $7)sql";
constexpr auto remove_sql = "DELETE FROM group_keyword WHERE id = $1 AND version = $2";
constexpr auto select_sql = R"sql(
    SELECT id, group_id, word, number, joined_text, left_text, help_text, created_ms, version
      FROM group_keyword)sql";
constexpr auto by_id = " WHERE id = $1";
constexpr auto by_group = " WHERE group_id = $1 ORDER BY id";
constexpr auto by_number = " WHERE number = $1 ORDER BY id";

constexpr auto stop_sql = R"sql(
    INSERT INTO stopped_phone (address_index, at_ms) VALUES ($1, $2)
        ON CONFLICT (address_index) DO NOTHING)sql";
constexpr auto start_sql = "DELETE FROM stopped_phone WHERE address_index = $1";
constexpr auto is_stopped_sql = "SELECT COUNT(*) FROM stopped_phone WHERE address_index = $1";

std::vector<GroupKeyword> keywords_of(const Rows& rows)
{
    std::vector<GroupKeyword> keywords;
    for (const auto& row : rows) {
        Fields fields(row);
        keywords.push_back({.id = fields.id<KeywordId>(),
                            .group = fields.id<GroupId>(),
                            .word = fields.text(),
                            .number = fields.text(),
                            .joined = fields.text(),
                            .left = fields.text(),
                            .help = fields.text(),
                            .created = fields.instant(),
                            .version = fields.number()});
    }
    return keywords;
}

} // namespace

void KeywordRepository::insert(const GroupKeyword& keyword)
{
    connection_.execute(insert_sql, {key(keyword.id), key(keyword.group), keyword.word,
                                     keyword.number, keyword.joined, keyword.left, keyword.help,
                                     time(keyword.created), keyword.version});
}

bool KeywordRepository::update(const GroupKeyword& keyword)
{
    return connection_.execute(update_sql,
                               {keyword.word, keyword.number, keyword.joined, keyword.left,
                                keyword.help, key(keyword.id), keyword.version}) != 0;
}

bool KeywordRepository::remove(const GroupKeyword& keyword)
{
    return connection_.execute(remove_sql, {key(keyword.id), keyword.version}) != 0;
}

std::optional<GroupKeyword> KeywordRepository::find(KeywordId id)
{
    auto found = keywords_of(connection_.query(std::string(select_sql) + by_id, {key(id)}));
    return found.empty() ? std::nullopt : std::optional(std::move(found[0]));
}

std::vector<GroupKeyword> KeywordRepository::of_group(GroupId group)
{
    return keywords_of(connection_.query(std::string(select_sql) + by_group, {key(group)}));
}

std::vector<GroupKeyword> KeywordRepository::of_number(std::string_view number)
{
    return keywords_of(
        connection_.query(std::string(select_sql) + by_number, {std::string(number)}));
}

void StoppedPhoneRepository::insert(std::string_view phone, Instant now)
{
    connection_.execute(stop_sql, {vault_.blind_index(DetailKind::Phone, phone), time(now)});
}

void StoppedPhoneRepository::remove(std::string_view phone)
{
    connection_.execute(start_sql, {vault_.blind_index(DetailKind::Phone, phone)});
}

bool StoppedPhoneRepository::contains(std::string_view phone)
{
    return connection_.query(is_stopped_sql, {vault_.blind_index(DetailKind::Phone, phone)})
               .at(0)
               .number(0) != 0;
}

} // namespace store
