#pragma once
#include <string>
#include <string_view>

namespace mail {

/// ISO-2022-JP (RFC 1468) as EUC-JP, with the vendors' characters and the half-width kana that
/// senders put in there; what follows an escape that is none of theirs stays as it stands.
std::string euc_of_iso_2022_jp(std::string_view text);

} // namespace mail
