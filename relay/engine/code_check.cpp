#include "relay/engine/code_check.h"
#include "relay/engine/commit.h"
#include "store/contact_repository.h"
#include "store/detail_code_repository.h"
#include <openssl/crypto.h>

namespace relay::engine {
namespace {

std::string digits_of(const store::Vault& vault, store::DetailCodeId id)
{
    return core::code_digits(vault.keyed_hash("address code", id.text()));
}

} // namespace

tl::expected<store::MessageId, store::Instant> CodeCheck::send(const store::Contact& contact,
                                                               const store::ContactDetail& detail,
                                                               store::NoticeWay way,
                                                               std::string_view by)
{
    const auto now = house_.now();
    store::DetailCodeRepository codes(connection_, house_.vault);
    const auto next = core::next_code_at(codes.sent_since(contact.id, now - rules_.within),
                                         detail.id, rules_, now);
    if (next > now)
        return tl::unexpected(next);
    store::DetailCode code;
    code.id = house_.ids.make<store::DetailCodeId>(now);
    code.contact = contact.id;
    code.detail = detail.id;
    code.made = now;
    codes.insert(code, detail);
    store::Notice notice;
    notice.contact = contact.id;
    notice.kind = store::NoticeKind::Code;
    notice.way = way;
    notice.address = detail.address;
    notice.reason = code.id.text();
    notice.at = now;
    return Commit(connection_, house_)
        .owe_apart(contact, std::move(notice), store::Priority::Normal, by);
}

CodeCheck::Told CodeCheck::tell(const store::ContactDetail& detail, std::string_view digits)
{
    const auto now = house_.now();
    store::DetailCodeRepository codes(connection_, house_.vault);
    const auto code = codes.last(detail);
    if (!code || !core::is_alive(*code, rules_, now) ||
        !codes.begin_try(code->id, rules_.most_wrong))
        return {};
    const auto right = digits_of(house_.vault, code->id);
    if (digits.size() != right.size() ||
        CRYPTO_memcmp(digits.data(), right.data(), right.size()) != 0)
        return {CodeVerdict::Wrong, rules_.most_wrong - code->wrong - 1};
    if (!codes.use(code->id, now) ||
        !store::ContactRepository(connection_, house_.vault)
             .set_verified(detail, store::Verification{store::VerifiedBy::Code, now}))
        return {};
    return {CodeVerdict::Right, 0};
}

std::string digits_of(const store::Notice& notice, store::Connection& connection,
                      const House& house)
{
    const auto id = store::DetailCodeId::parse(notice.reason);
    const auto code =
        id ? store::DetailCodeRepository(connection, house.vault).find(*id) : std::nullopt;
    if (!code || !core::is_alive(*code, {}, house.now()))
        return {};
    return digits_of(house.vault, code->id);
}

} // namespace relay::engine
