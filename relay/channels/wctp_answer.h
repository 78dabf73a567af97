#pragma once
#include "relay/channels/http_client.h"
#include "wctp/parser.h"

namespace relay::channels {

/// The document in a peer's answer. Read as leniently as requests are, by the charset of its
/// content type, and its bytes are mended: it is a few words to us, and no dose.
tl::expected<wctp::Document, wctp::ParseFailure> read_answer(const HttpAnswer& answer);

} // namespace relay::channels
