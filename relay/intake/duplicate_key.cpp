#include "relay/intake/duplicate_key.h"

namespace relay::intake {

std::string duplicate_key(const std::string& name, const store::Message& message,
                          const store::Vault& vault)
{
    auto words = message.subject.reveal() + '\0' + message.body.reveal();
    for (const auto& choice : message.choices)
        words += '\0' + choice.send + '\0' + choice.reply;
    return name + '\n' + vault.keyed_hash("submitted words", words);
}

} // namespace relay::intake
