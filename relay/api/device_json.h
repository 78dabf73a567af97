#pragma once
#include "relay/api/json_writer.h"
#include "store/model/device.h"

namespace relay::api {

/// `own`: the token that asks, so that a device knows itself.
void write(JsonWriter& json, const store::Device& device, store::Instant now, store::TokenId own);

} // namespace relay::api
