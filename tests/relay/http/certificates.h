#pragma once
#include <filesystem>
#include <string>

namespace relay::test {

/// A fresh self-signed certificate for "localhost" and its key, as PEM files in a folder that goes
/// with this object.
class Certificates {
public:
    Certificates();
    ~Certificates();
    Certificates(const Certificates&) = delete;
    Certificates& operator=(const Certificates&) = delete;

    /// Makes `name`.crt and `name`.key.
    void make(const std::string& name);
    std::filesystem::path certificate(const std::string& name) const;
    std::filesystem::path key(const std::string& name) const;
    const std::filesystem::path& folder() const noexcept { return folder_; }

private:
    std::filesystem::path folder_;
};

} // namespace relay::test
