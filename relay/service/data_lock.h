#pragma once
#include <filesystem>
#include <string>
#include <tl/expected.hpp>

namespace relay::service {

/// A data directory belongs to one daemon: held by a lock on `belfry.lock` in it, which the kernel
/// releases when the process ends, however it ends.
class DataLock {
public:
    /// The error is a sentence for the operator that names the holder's process.
    static tl::expected<DataLock, std::string> take(const std::filesystem::path& data_dir);

    ~DataLock();
    DataLock(DataLock&& other) noexcept;
    DataLock& operator=(DataLock&&) = delete;

private:
    explicit DataLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_;
};

} // namespace relay::service
