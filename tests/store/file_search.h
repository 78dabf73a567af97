#pragma once
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace tests {

/// The files below `directory` that hold these bytes.
inline std::vector<std::string> files_holding(const std::filesystem::path& directory,
                                              const std::string& bytes)
{
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
        if (!entry.is_regular_file())
            continue;
        std::ifstream stream(entry.path(), std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>(stream), {}};
        if (text.find(bytes) != std::string::npos)
            found.push_back(entry.path().string());
    }
    return found;
}

} // namespace tests
