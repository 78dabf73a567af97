#include "relay/service/config.h"
#include "relay/service/config_keys.h"
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <tuple>
#include <unistd.h>

namespace relay::service {

namespace {

constexpr std::size_t max_secret_bytes = 64 << 10;
constexpr std::size_t max_file_bytes = 1 << 20;

/// Closes at the end of the scope.
struct OpenFile {
    explicit OpenFile(const std::filesystem::path& path)
        : descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK))
    {
    }
    ~OpenFile()
    {
        if (descriptor >= 0)
            ::close(descriptor);
    }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;

    int descriptor;
};

tl::expected<std::string, std::string> content(const OpenFile& file,
                                               const std::filesystem::path& path, std::size_t most)
{
    std::string text(most + 1, '\0');
    std::size_t size = 0;
    while (size < text.size()) {
        const auto got = ::read(file.descriptor, text.data() + size, text.size() - size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return tl::unexpected("cannot read " + path.string() + ": " + std::strerror(errno));
        if (got == 0)
            break;
        size += static_cast<std::size_t>(got);
    }
    if (size > most)
        return tl::unexpected(path.string() + " is longer than " + std::to_string(most) + " bytes");
    text.resize(size);
    return text;
}

tl::expected<void, std::string> opened(const OpenFile& file, const std::filesystem::path& path)
{
    if (file.descriptor < 0)
        return tl::unexpected("cannot open " + path.string() + ": " + std::strerror(errno));
    return {};
}

std::vector<ConfigError> whole_file(const std::filesystem::path& file, std::string message,
                                    std::string suggestion)
{
    return {{file.string(), 0, 0, std::move(message), std::move(suggestion)}};
}

void sort_by_place(std::vector<ConfigError>& errors)
{
    std::stable_sort(errors.begin(), errors.end(), [](const auto& a, const auto& b) {
        return std::tie(a.line, a.column) < std::tie(b.line, b.column);
    });
}

} // namespace

engine::WayRule LimitsConfig::of(store::Channel channel) const
{
    switch (channel) {
    case store::Channel::Email:
        return email;
    case store::Channel::Sms:
        return sms;
    case store::Channel::Ivr:
        return ivr;
    case store::Channel::Snpp:
        return snpp;
    case store::Channel::WctpPeer:
        return wctp_peer;
    case store::Channel::Push:
        return push;
    case store::Channel::Secure:
    case store::Channel::WctpPush:
        return {};
    }
    std::abort(); // a value that is no enumerator
}

std::string text(const ConfigError& error)
{
    std::string line = error.file;
    if (error.line > 0)
        line += ":" + std::to_string(error.line) + ":" + std::to_string(error.column);
    return line + ": " + error.message + "; " + error.suggestion;
}

tl::expected<std::string, std::string> read_text_file(const std::filesystem::path& path,
                                                      std::size_t most)
{
    const OpenFile file(path);
    if (const auto ok = opened(file, path); !ok)
        return tl::unexpected(ok.error());
    return content(file, path, most);
}

tl::expected<std::string, std::string> read_secret(const std::filesystem::path& path)
{
    const OpenFile file(path);
    if (const auto ok = opened(file, path); !ok)
        return tl::unexpected(ok.error());
    struct stat status {};
    if (fstat(file.descriptor, &status) != 0 || !S_ISREG(status.st_mode))
        return tl::unexpected(path.string() + " is not a file");
    if ((status.st_mode & (S_IROTH | S_IWOTH)) != 0)
        return tl::unexpected(path.string() + " is open to everybody (chmod o= it)");
    auto secret = content(file, path, max_secret_bytes);
    if (!secret)
        return secret;
    while (!secret->empty() && (secret->back() == '\n' || secret->back() == '\r'))
        secret->pop_back();
    if (secret->empty())
        return tl::unexpected(path.string() + " is empty");
    return secret;
}

ConfigResult parse_config(std::string_view yaml, const std::filesystem::path& file)
{
    const auto root = parse_yaml(yaml);
    std::vector<ConfigError> errors;
    if (!root) {
        for (const auto& error : root.error())
            errors.push_back({file.string(), error.place.line, error.place.column, error.message,
                              error.suggestion});
        return tl::unexpected(std::move(errors));
    }
    ConfigReading reading;
    reading.file = file.string();
    reading.folder = std::filesystem::absolute(file).parent_path();
    Config config;
    config.file = std::filesystem::absolute(file).lexically_normal();
    Section section(reading, &*root, "");
    describe_config(section, config);
    section.report_unknown_keys();
    check_config(reading, *root, config);
    if (reading.errors.empty())
        return config;
    sort_by_place(reading.errors);
    return tl::unexpected(std::move(reading.errors));
}

ConfigResult read_config(const std::filesystem::path& path)
{
    const auto yaml = read_text_file(path, max_file_bytes);
    if (!yaml)
        return tl::unexpected(whole_file(path, yaml.error(), "name the file with --config FILE"));
    return parse_config(*yaml, path);
}

std::vector<std::string> config_keys()
{
    ConfigReading reading;
    reading.listing = true;
    Config config;
    Section section(reading, nullptr, "");
    describe_config(section, config);
    return reading.keys;
}

} // namespace relay::service
