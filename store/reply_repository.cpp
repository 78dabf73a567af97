#include "store/reply_repository.h"
#include "store/detail/fields.h"

namespace store {
namespace {

using namespace detail;

constexpr auto insert_sql = R"sql(
    INSERT INTO reply (id, page_id, message_id, contact_id, channel, choice, text, at_ms,
                       reference)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))sql";
constexpr auto select_sql = "SELECT id, page_id, message_id, contact_id, channel, choice, text, "
                            "at_ms, reference FROM reply";
constexpr auto by_id = " WHERE id = $1";
constexpr auto by_page = " WHERE page_id = $1 ORDER BY id";
constexpr auto by_message = " WHERE message_id = $1 ORDER BY id";

Place place_of_text(ReplyId id)
{
    return {"reply", "text", id.value};
}

std::vector<Reply> replies_of(const Vault& vault, const Rows& rows)
{
    std::vector<Reply> replies;
    for (const auto& row : rows) {
        Fields fields(row);
        const auto id = fields.id<ReplyId>();
        replies.push_back(
            {.id = id,
             .page = fields.id<PageId>(),
             .message = fields.id<MessageId>(),
             .contact = fields.id<ContactId>(),
             .channel = fields.word<Channel>(),
             .choice = fields.small(),
             .text = ProtectedText(vault.open_or_empty(place_of_text(id), fields.value())),
             .at = fields.instant(),
             .reference = fields.text()});
    }
    return replies;
}

} // namespace

void ReplyRepository::insert(const Reply& reply)
{
    connection_.execute(insert_sql,
                        {key(reply.id), key(reply.page), key(reply.message), key(reply.contact),
                         word_of(reply.channel), number(reply.choice),
                         vault_.seal_or_null(place_of_text(reply.id), reply.text.reveal()),
                         time(reply.at), reply.reference});
}

std::optional<Reply> ReplyRepository::find(ReplyId id)
{
    auto found = replies_of(vault_, connection_.query(std::string(select_sql) + by_id, {key(id)}));
    return found.empty() ? std::nullopt : std::optional(std::move(found[0]));
}

std::vector<Reply> ReplyRepository::of_page(PageId page)
{
    return replies_of(vault_, connection_.query(std::string(select_sql) + by_page, {key(page)}));
}

std::vector<Reply> ReplyRepository::of_message(MessageId message)
{
    return replies_of(vault_,
                      connection_.query(std::string(select_sql) + by_message, {key(message)}));
}

} // namespace store
