#include "relay/api/device_json.h"
#include "relay/core/presence.h"

namespace relay::api {

void write(JsonWriter& json, const store::Device& device, store::Instant now, store::TokenId own)
{
    json.object([&] {
        json.member("id", device.id);
        json.member("name", device.name);
        json.member_unless_empty("userAgent", device.user_agent);
        json.member("enrolledBy", device.enrolled_by);
        json.member("enrolledAt", device.enrolled);
        json.member("seenAt", device.seen);
        json.member("revokedAt", device.revoked);
        json.member("presence", store::word(core::presence_of(
                                    device.revoked ? std::nullopt : device.seen, now)));
        json.member("takesPushes", device.push.has_value());
        json.member("isThisOne", device.token.valid() && device.token == own);
    });
}

} // namespace relay::api
