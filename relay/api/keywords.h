#pragma once
#include "relay/api/call.h"

namespace relay::api {

// Words by which people join a group with a text (S3.99-S3.110).
Outcome list_keywords(const Call& call);
Outcome create_keyword(const Call& call);
Outcome change_keyword(const Call& call);
Outcome remove_keyword(const Call& call);

} // namespace relay::api
