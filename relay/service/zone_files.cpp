#include "relay/service/zone_files.h"
#include "relay/core/zone_file.h"
#include <fstream>
#include <iterator>

namespace relay::service {

namespace fs = std::filesystem;

namespace {

/// The zones once more, once with leap seconds.
bool is_repetition(const fs::path& folder)
{
    return folder.filename() == "posix" || folder.filename() == "right";
}

std::string bytes_of(const fs::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

} // namespace

core::TimeZones read_zone_files(const fs::path& folder)
{
    constexpr std::uintmax_t largest = 1 << 20;
    core::TimeZones zones;
    std::error_code failure;
    auto entry = fs::recursive_directory_iterator(folder, failure);
    for (; !failure && entry != fs::recursive_directory_iterator(); entry.increment(failure)) {
        std::error_code no_matter;
        if (entry->is_directory(no_matter)) {
            if (is_repetition(entry->path()))
                entry.disable_recursion_pending();
            continue;
        }
        if (!entry->is_regular_file(no_matter) || entry->file_size(no_matter) > largest)
            continue;
        if (auto zone = core::read_zone_file(bytes_of(entry->path())))
            zones.add(entry->path().lexically_relative(folder).generic_string(), std::move(*zone));
    }
    return zones;
}

} // namespace relay::service
