#pragma once
#include <filesystem>
#include <string>
#include <tl/expected.hpp>

namespace relay::channels {

/// The secret that a file holds, without the line end after it. The error says what is wrong and
/// what to do: no such file, not readable, empty, longer than 4096 bytes, more than one line.
tl::expected<std::string, std::string> read_secret(const std::filesystem::path& file);

} // namespace relay::channels
