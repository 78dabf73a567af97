#pragma once
#include <fstream>
#include <iterator>
#include <string>

namespace mail::test {

inline const std::string mail_folder = std::string(BELFRY_SOURCE_DIR) + "/tests/data/mail/";

/// `name` below tests/data/mail; empty when there is no such file.
inline std::string mail_file(const std::string& name)
{
    std::ifstream file(mail_folder + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace mail::test
