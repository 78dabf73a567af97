#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace wctp_test {

/// Below tests/data/wctp. Throws std::runtime_error when there is no such file.
std::string data_file(std::string_view name);

/// The lines of a table of data, split at tabs, without the heading.
std::vector<std::vector<std::string>> table(std::string_view name);

/// As table(), of any file.
std::vector<std::vector<std::string>> rows_of(const std::string& file);

/// A document around `content`.
std::string operation(std::string_view content, std::string_view version = "wctp-dtd-v1r3");

/// A SubmitRequest of 1.3, for tests that are about a part of it.
std::string
submit_request(std::string_view payload = "<wctp-Alphanumeric>hello</wctp-Alphanumeric>",
               std::string_view control = R"(messageID="m-1")");

} // namespace wctp_test
