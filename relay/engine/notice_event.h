#pragma once
#include "relay/engine/house.h"
#include "store/model/notice.h"
#include "wctp/reply.h"
#include "wctp/status_info.h"
#include <variant>

namespace relay::engine {

/// A notice as the originator's host reads it, pushed or fetched.
using NoticeEvent = std::variant<wctp::StatusInfo, wctp::MessageReply>;

/// Throws store::StoreError when the message or the reply is gone.
NoticeEvent notice_event(const House& house, store::Connection& connection,
                         const store::Notice& notice);

} // namespace relay::engine
