#pragma once
#include <filesystem>
#include <string_view>

namespace relay::directory {

/// Writes a token into a file that only its owner may read. Whole or not at all, and on stable
/// storage when it returns; what was there before is replaced. Throws store::StoreError.
void write_token_file(const std::filesystem::path& file, std::string_view token);

} // namespace relay::directory
