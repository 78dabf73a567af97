#pragma once
#include "store/connection.h"
#include "store/model/directory.h"
#include "store/model/message.h"
#include "store/model/page.h"
#include <string>

namespace relay::engine {

/// What stands before a page's subject: that it is a failover (S0.60), or for whom it was where the
/// last resort or a redirect brought it (X.19). Empty for most. In a transaction of the caller's.
std::string page_mark(store::Connection& connection, const store::Directory& people,
                      const store::Page& page, const store::Message& message);

} // namespace relay::engine
