#include "relay/channels/wctp_answer.h"
#include "wctp/http_binding.h"

namespace relay::channels {

tl::expected<wctp::Document, wctp::ParseFailure> read_answer(const HttpAnswer& answer)
{
    return wctp::parse_body(answer.content_type, answer.body, {.repair_bytes = true});
}

} // namespace relay::channels
