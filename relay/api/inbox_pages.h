#pragma once
#include "relay/api/call.h"

// The recipient's own pages.

namespace relay::api {

/// What it shows counts as delivered to the device.
Outcome list_inbox(const Call& call);
Outcome read_inbox_page(const Call& call);
Outcome mark_inbox_page_read(const Call& call);
Outcome reply_to_inbox_page(const Call& call);
Outcome decline_inbox_page(const Call& call);
Outcome close_inbox_page(const Call& call);

} // namespace relay::api
