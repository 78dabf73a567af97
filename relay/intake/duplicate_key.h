#pragma once
#include "store/model/message.h"
#include "store/vault.h"
#include <string>

namespace relay::intake {

/// A Submission::duplicate_key of the originator's name for a message and of what it says. With the
/// words in it, an originator that names all its messages alike loses none of them: a page too many
/// is a nuisance, a page too few an incident. The words go in under the vault's key.
std::string duplicate_key(const std::string& name, const store::Message& message,
                          const store::Vault& vault);

} // namespace relay::intake
