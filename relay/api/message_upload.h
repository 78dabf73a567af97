#pragma once
#include "relay/api/fields.h"
#include "relay/core/file_policy.h"
#include <vector>

namespace relay::api {

/// The member `files` of a submission: name, type and content (base64, RFC 4648 4) of each, up to
/// 100. Which of them are kept is for the source's policy to say.
std::vector<core::OfferedFile> read_files(Fields& fields, std::vector<FieldError>& errors);

} // namespace relay::api
