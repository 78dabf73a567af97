#include "store/vault.h"
#include "store/detail/digest.h"
#include "store/detail/gcm.h"
#include "store/detail/seal.h"
#include "store/setting_repository.h"
#include "store/transaction.h"
#include <algorithm>
#include <map>

namespace store {
namespace {

constexpr auto setting_name = "vault";
constexpr Place secrets_place{"setting", "value", 0};

constexpr auto holds_data_sql = R"sql(
    SELECT COUNT(*)
      FROM (SELECT id FROM contact UNION ALL SELECT id FROM message LIMIT 1) AS sealed)sql";

std::string key_names(const MasterKeys& keys)
{
    std::string names;
    for (const auto& key : keys.all())
        names += (names.empty() ? "" : ", ") + detail::key_name(key.id);
    return names;
}

/// Phones by their digits, all else in lower case.
std::string normal_form(DetailKind kind, std::string_view address)
{
    std::string normal;
    for (const char c : address) {
        if (kind != DetailKind::Phone)
            normal += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        else if (c >= '0' && c <= '9')
            normal += c;
    }
    return normal;
}

SecretBytes secret_at(std::string_view secrets, std::size_t index)
{
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(secrets.data());
    return SecretBytes(std::span<const std::uint8_t, SecretBytes::length>(
        bytes + index * SecretBytes::length, SecretBytes::length));
}

} // namespace

/// What the master keys were turned into, and three keys that outlive every rotation: they are in
/// the database, sealed, since all their hashes would have to be made anew.
struct Vault::Keys {
    std::uint32_t current = 0;
    std::map<std::uint32_t, SecretBytes> sealing; ///< by id of the master key
    SecretBytes index;
    SecretBytes hash;
    SecretBytes audit;

    explicit Keys(const MasterKeys& masters) : current(masters.current().id)
    {
        for (const auto& key : masters.all())
            sealing.emplace(key.id,
                            SecretBytes(detail::keyed_digest(key.bytes, {"belfry sealing 1"})));
    }

    void take_secrets(std::string_view secrets)
    {
        if (secrets.size() != 3 * SecretBytes::length)
            throw KeyTrouble("vault: the database's own keys are damaged; restore a backup");
        index = secret_at(secrets, 0);
        hash = secret_at(secrets, 1);
        audit = secret_at(secrets, 2);
    }
};

Vault::Vault(std::unique_ptr<Keys> keys) : keys_(std::move(keys)) {}
Vault::Vault(Vault&&) noexcept = default;
Vault& Vault::operator=(Vault&&) noexcept = default;
Vault::~Vault() = default;

bool Vault::is_set_up(Connection& connection)
{
    return SettingRepository(connection).find(setting_name).has_value();
}

Vault Vault::open(Connection& connection, const MasterKeys& masters)
{
    Vault vault(std::make_unique<Keys>(masters));
    Transaction transaction(connection);
    SettingRepository settings(connection);
    const auto sealed = settings.find(setting_name);
    if (sealed) {
        vault.prove(*sealed, key_names(masters));
        if (detail::key_id(*sealed) == vault.keys_->current)
            return vault;
    } else {
        if (connection.query(holds_data_sql).at(0).number(0) != 0)
            throw KeyTrouble("vault: the database holds sealed data, but the check of its key is "
                             "gone; no new key is made over it: restore a backup");
        vault.keys_->index = SecretBytes::random();
        vault.keys_->hash = SecretBytes::random();
        vault.keys_->audit = SecretBytes::random();
    }
    settings.save(setting_name, vault.sealed_secrets());
    transaction.commit();
    return vault;
}

void Vault::prove(const Blob& sealed, const std::string& names)
{
    const auto id = detail::key_id(sealed);
    if (!id || !keys_->sealing.contains(*id))
        throw KeyTrouble("vault: wrong master key: the database was sealed with key " +
                         (id ? detail::key_name(*id) : "?") + ", the key file holds " + names +
                         "; put the right key file back");
    try {
        keys_->take_secrets(open(secrets_place, sealed));
    } catch (const SealBroken&) {
        throw KeyTrouble("vault: the check of the master key was tampered with (setting 'vault'); "
                         "restore a backup");
    }
}

Blob Vault::sealed_secrets() const
{
    std::string secrets;
    for (const auto* key : {&keys_->index, &keys_->hash, &keys_->audit})
        secrets.append(reinterpret_cast<const char*>(key->view().data()), SecretBytes::length);
    return seal(secrets_place, secrets);
}

Blob Vault::seal(const Place& place, std::string_view text) const
{
    return detail::seal(keys_->sealing.at(keys_->current), keys_->current, place, text);
}

std::string Vault::open(const Place& place, const Blob& sealed) const
{
    const auto id = detail::key_id(sealed);
    if (!id)
        detail::throw_seal_broken(place, "it is no sealed field at all");
    const auto key = keys_->sealing.find(*id);
    if (key == keys_->sealing.end())
        detail::throw_seal_broken(place, "we do not have its key " + detail::key_name(*id) +
                                             "; put it back into the key file");
    return detail::open(key->second, place, sealed);
}

Value Vault::seal_or_null(const Place& place, std::string_view text) const
{
    return text.empty() ? Value{} : Value{seal(place, text)};
}

std::string Vault::open_or_empty(const Place& place, const Value& sealed) const
{
    const auto* blob = std::get_if<Blob>(&sealed);
    return blob == nullptr ? std::string() : open(place, *blob);
}

Blob Vault::wrap(const Place& place, const MessageKey& key) const
{
    const auto bytes = key.bytes_.view();
    return seal(place, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

MessageKey Vault::unwrap(const Place& place, const Blob& wrapped) const
{
    const auto bytes = open(place, wrapped);
    if (bytes.size() != SecretBytes::length)
        detail::throw_seal_broken(place, "it is no message key");
    return MessageKey(secret_at(bytes, 0));
}

std::string Vault::blind_index(DetailKind kind, std::string_view address) const
{
    return detail::hex(
        detail::keyed_digest(keys_->index, {word(kind), normal_form(kind, address)}));
}

std::string Vault::keyed_hash(std::string_view purpose, std::string_view text) const
{
    return detail::hex(detail::keyed_digest(keys_->hash, {purpose, text}));
}

bool Vault::matches(std::string_view hash, std::string_view purpose, std::string_view text) const
{
    return detail::equal_in_constant_time(hash, keyed_hash(purpose, text));
}

const SecretBytes& Vault::audit_key() const noexcept
{
    return keys_->audit;
}

Blob MessageKey::seal(const Place& place, std::string_view text) const
{
    return detail::seal_with_message_key(bytes_, place, text);
}

std::string MessageKey::open(const Place& place, const Blob& sealed) const
{
    return detail::open_with_message_key(bytes_, place, sealed);
}

Vault open_vault(Connection& connection, const std::filesystem::path& path)
{
    std::error_code missing;
    if (std::filesystem::exists(path, missing))
        return Vault::open(connection, MasterKeys::load(path));
    if (Vault::is_set_up(connection))
        throw KeyTrouble("vault: the master key " + path.string() +
                         " is missing, and the database is sealed with it; put the key file back, "
                         "no new key is made over old data");
    return Vault::open(connection, MasterKeys::generate(path));
}

} // namespace store
