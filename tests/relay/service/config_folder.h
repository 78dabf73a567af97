#pragma once
#include "relay/service/config.h"
#include <filesystem>
#include <fstream>
#include <stdlib.h>
#include <string>
#include <string_view>
#include <sys/stat.h>

/// A folder with configuration and secret files, gone at the end of the test.
class ConfigFolder {
public:
    ConfigFolder()
    {
        std::string name = (std::filesystem::temp_directory_path() / "belfry-test-XXXXXX").string();
        path_ = mkdtemp(name.data());
    }
    ~ConfigFolder() { std::filesystem::remove_all(path_); }
    ConfigFolder(const ConfigFolder&) = delete;
    ConfigFolder& operator=(const ConfigFolder&) = delete;

    std::filesystem::path put(const std::string& name, std::string_view text, mode_t mode = 0600)
    {
        const auto file = path_ / name;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file) << text;
        chmod(file.c_str(), mode);
        return file;
    }

    std::filesystem::path file() const { return path_ / "belfry.yaml"; }
    const std::filesystem::path& path() const { return path_; }

    relay::service::ConfigResult read(std::string_view yaml) const
    {
        return relay::service::parse_config(yaml, file());
    }

    /// Every error on a line of its own, without the name of the file; empty: none.
    std::string complaints(std::string_view yaml) const
    {
        std::string all;
        const auto config = read(yaml);
        if (config)
            return all;
        for (const auto& error : config.error())
            all += text(error).substr(file().string().size() + 1) + "\n";
        return all;
    }

private:
    std::filesystem::path path_;
};
