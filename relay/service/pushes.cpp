#include "relay/service/pushes.h"
#include "relay/channels/web_push.h"
#include "relay/push/base64url.h"
#include "relay/push/vapid.h"
#include "relay/service/log.h"
#include "relay/service/version.h"
#include "relay/service/wiring.h"
#include "store/delivery_repository.h"
#include "store/device_repository.h"
#include "store/setting_repository.h"
#include "store/transaction.h"

namespace relay::service {

namespace {

constexpr auto setting_name = "push_key";
constexpr store::Place place{"setting", setting_name, 0};

push::CurveKey key_of_file(const std::filesystem::path& file)
{
    const auto text = read_secret(file);
    const auto octets = text ? push::from_base64url(*text) : std::nullopt;
    const auto key = octets ? push::CurveKey::from_private(*octets) : std::nullopt;
    if (!key)
        throw CannotStart("channels.push.key_file: " +
                          (text ? file.string() + " holds no 32 octets in base64url that are a key"
                                : text.error()));
    return *key;
}

/// Made at the first start; of several nodes that start at once the first one's counts.
push::CurveKey key_of_store(const OpenStore& store)
{
    const auto connection = store.database.connect();
    store::Transaction transaction(*connection);
    store::SettingRepository settings(*connection);
    if (!settings.find(setting_name))
        settings.insert(setting_name,
                        store.vault.seal(place, push::CurveKey::generate().private_octets()));
    const auto sealed = settings.find(setting_name);
    transaction.commit();
    const auto key =
        sealed ? push::CurveKey::from_private(store.vault.open(place, *sealed)) : std::nullopt;
    if (!key)
        throw CannotStart("the store's push key cannot be used");
    return *key;
}

push::CurveKey push_key(const PushConfig& push, const OpenStore& store)
{
    return push.key_file.empty() ? key_of_store(store) : key_of_file(push.key_file);
}

void forget(store::GroupCommit& writer, const store::Vault& vault, store::DeliveryId id)
{
    store::WriteJob job;
    job.kind = store::WriteJob::Kind::Lazy;
    job.work = [&vault, id](store::Connection& connection) {
        const auto delivery = store::DeliveryRepository(connection).find(id);
        if (!delivery)
            return;
        const store::DeviceId device{delivery->detail.value};
        if (store::DeviceRepository(connection, vault).forget_push(device))
            log::room("push").notice("a device takes no pushes any more", {{"device", device}});
    };
    writer.submit(std::move(job)); // said again with the next push, should it be lost
}

} // namespace

api::ApiSettings api_settings(const Config& config, const OpenStore& store,
                              std::function<std::vector<api::ConnectionCounts>()> connections)
{
    api::ApiSettings settings;
    settings.connections = std::move(connections);
    settings.version = program_version;
    settings.words = config.words;
    if (const auto& push = config.channels.push) {
        settings.push_key = push::application_server_key(push_key(*push, store));
        settings.push_hosts = push->settings.hosts;
    }
    return settings;
}

std::unique_ptr<channels::Channel> push_channel(const Config& config, const OpenStore& store,
                                                store::GroupCommit& writer)
{
    const auto& push = config.channels.push;
    if (!push)
        return nullptr;
    auto made = channels::make_web_push(
        push->settings, push_key(*push, store),
        [&writer, &vault = store.vault](store::DeliveryId id) { forget(writer, vault, id); });
    if (made)
        return std::move(*made);
    std::string complaints;
    for (const auto& error : made.error())
        complaints += (complaints.empty() ? "channels.push." : "\nchannels.push.") + error.where +
                      ": " + error.problem;
    throw CannotStart(complaints);
}

} // namespace relay::service
