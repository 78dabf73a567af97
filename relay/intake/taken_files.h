#pragma once
#include "relay/core/file_policy.h"
#include "store/model/message.h"
#include "store/model/source.h"
#include <cstddef>
#include <string>
#include <vector>

namespace relay::intake {

/// A file under a safe base name (mail/file_name.h).
core::OfferedFile offered_file(const std::string& name, std::string type, std::string content);

/// By the source's policy (U.9, X.9): what is kept goes into the message; what is not is named at
/// the end of its text, as far as there is room in `most_characters`, and returned. `recipients`:
/// of the whole submission, each of whom has files of its own.
std::vector<core::RefusedFile> take_files(store::Message& message,
                                          std::vector<core::OfferedFile> offered,
                                          const store::Source& source, std::size_t recipients,
                                          std::size_t most_characters);

} // namespace relay::intake
