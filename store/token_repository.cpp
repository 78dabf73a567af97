#include "store/token_repository.h"
#include "store/detail/directory_change.h"
#include "store/detail/fields.h"

namespace store {
namespace {

using namespace detail;

constexpr auto insert_sql = R"sql(
    INSERT INTO token (id, name, scope, hash, source_id, contact_id, created_ms, expires_ms)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8))sql";
constexpr auto delete_sql = "DELETE FROM token WHERE id = $1";
constexpr auto list_sql = R"sql(
    SELECT id, name, scope, hash, source_id, contact_id, created_ms, expires_ms
      FROM token ORDER BY id)sql";

} // namespace

void TokenRepository::insert(const Token& token)
{
    connection_.execute(insert_sql, {key(token.id), token.name, word_of(token.scope), token.hash,
                                     key_or_null(token.source), key_or_null(token.contact),
                                     token.created_ms, token.expires_ms});
    raise_directory_version(connection_);
}

bool TokenRepository::remove(TokenId id)
{
    if (connection_.execute(delete_sql, {key(id)}) == 0)
        return false;
    raise_directory_version(connection_);
    return true;
}

std::vector<Token> TokenRepository::list()
{
    std::vector<Token> tokens;
    for (const auto& row : connection_.query(list_sql)) {
        Fields fields(row);
        tokens.push_back({fields.id<TokenId>(), fields.text(), fields.word<Scope>(), fields.text(),
                          fields.id<SourceId>(), fields.id<ContactId>(), fields.number(),
                          fields.number()});
    }
    return tokens;
}

} // namespace store
