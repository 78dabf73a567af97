#pragma once
#include "relay/api/call.h"

// All that was said to and by a contact (S0.30): mailed at an administrator's wish, or fetched by
// the contact's own device.

namespace relay::api {

Outcome mail_contact_export(const Call& call);

Outcome read_inbox_export(const Call& call);
Outcome read_inbox_export_csv(const Call& call);

} // namespace relay::api
