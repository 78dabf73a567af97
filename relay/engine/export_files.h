#pragma once
#include "relay/engine/house.h"
#include "store/connection.h"
#include "store/model/contact.h"
#include "store/model/protected_text.h"

namespace relay::engine {

/// Everything that was said to and by a contact, oldest first, as two files of one content (S0.30).
struct ExportFiles {
    store::ProtectedText csv;  ///< RFC 4180 with a header line; no cell begins a formula
    store::ProtectedText json; ///< {"contact", "exportedAt", "messages": [...]}
};

/// What was purged stands there without its words. Any thread; throws StoreError.
ExportFiles export_files(store::Connection& connection, const House& house,
                         const store::Contact& contact);

} // namespace relay::engine
