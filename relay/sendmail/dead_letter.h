#pragma once
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace relay::sendmail {

/// One mail in the form of an mbox file (RFC 4155): a line "From ", lines end with LF, and one that
/// begins with "From " is marked with '>'.
std::string mbox_entry(std::string_view message, std::string_view sender,
                       std::chrono::sys_seconds now);

/// Appends it to the file, which nobody else can read, and waits until the disk has it. False: that
/// could not be done.
[[nodiscard]] bool keep(const std::filesystem::path& file, std::string_view entry);

} // namespace relay::sendmail
