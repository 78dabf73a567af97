#include "store/master_keys.h"
#include "store/detail/digest.h"
#include "store/error.h"
#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <openssl/evp.h>
#include <sstream>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace store {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t hex_length = 2 * SecretBytes::length;
constexpr std::size_t base64_length = 44;

std::string reason(int code)
{
    return std::error_code(code, std::generic_category()).message();
}

/// systemd hands credentials over as 0440, readable through an access list: the group may read.
void require_private(const fs::path& file)
{
    struct stat facts = {};
    if (::stat(file.c_str(), &facts) != 0)
        throw KeyTrouble("master key " + file.string() + ": " + reason(errno) +
                         "; put the key file back");
    if ((facts.st_mode & (S_IROTH | S_IWOTH | S_IXOTH | S_IWGRP)) != 0)
        throw KeyTrouble("master key " + file.string() + " is open to others; run: chmod 0400 " +
                         file.string());
}

std::string contents(const fs::path& file)
{
    require_private(file);
    std::ifstream stream(file, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(stream), {}};
    if (!stream)
        throw KeyTrouble("master key " + file.string() + " cannot be read: " + reason(errno));
    return text;
}

int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::string from_hex(std::string_view text)
{
    std::string bytes;
    for (std::size_t at = 0; at + 1 < text.size(); at += 2) {
        const int high = hex_digit(text[at]);
        const int low = hex_digit(text[at + 1]);
        if (high < 0 || low < 0)
            return {};
        bytes += static_cast<char>(high * 16 + low);
    }
    return bytes;
}

/// 44 characters with one '=' at the end are 32 bytes.
std::string from_base64(std::string_view text)
{
    std::array<unsigned char, 33> bytes{};
    const auto* in = reinterpret_cast<const unsigned char*>(text.data());
    if (text.find('=') != base64_length - 1 ||
        EVP_DecodeBlock(bytes.data(), in, base64_length) != 33)
        return {};
    return {reinterpret_cast<const char*>(bytes.data()), SecretBytes::length};
}

MasterKeys::Key key_of(std::string_view bytes)
{
    const std::span<const std::uint8_t, SecretBytes::length> view(
        reinterpret_cast<const std::uint8_t*>(bytes.data()), SecretBytes::length);
    MasterKeys::Key key{0, SecretBytes(view)};
    const auto digest = detail::keyed_digest(key.bytes, {"belfry key id"});
    for (int at = 0; at < 4; ++at)
        key.id = (key.id << 8U) | digest[static_cast<std::size_t>(at)];
    return key;
}

MasterKeys::Key key_of_line(const std::string& line, const fs::path& file, int number)
{
    std::string bytes;
    if (line.size() == hex_length)
        bytes = from_hex(line);
    else if (line.size() == base64_length)
        bytes = from_base64(line);
    if (bytes.size() != SecretBytes::length)
        throw KeyTrouble("master key " + file.string() + ", line " + std::to_string(number) +
                         ": neither 64 hex digits nor 44 characters of base64; put the right key "
                         "file back");
    return key_of(bytes);
}

std::string trimmed(std::string line)
{
    const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
    while (!line.empty() && is_blank(line.back()))
        line.pop_back();
    line.erase(line.begin(), std::ranges::find_if_not(line, is_blank));
    return line;
}

void add_keys_of_file(const fs::path& file, std::vector<MasterKeys::Key>& keys)
{
    const auto text = contents(file);
    if (text.size() == SecretBytes::length) {
        keys.push_back(key_of(text));
        return;
    }
    std::istringstream lines(text);
    std::string line;
    for (int number = 1; std::getline(lines, line); ++number) {
        line = trimmed(std::move(line));
        if (!line.empty() && line.front() != '#')
            keys.push_back(key_of_line(line, file, number));
    }
}

std::vector<fs::path> key_files(const fs::path& path)
{
    std::error_code failure;
    if (!fs::is_directory(path, failure))
        return {path};
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(path)) {
        if (entry.is_regular_file() && !entry.path().filename().string().starts_with('.'))
            files.push_back(entry.path());
    }
    std::ranges::sort(files);
    return files;
}

void write_synced(int descriptor, const std::string& text, const fs::path& path)
{
    const auto written = ::write(descriptor, text.data(), text.size());
    const bool whole = written == static_cast<ssize_t>(text.size()) && ::fsync(descriptor) == 0;
    const int why = errno;
    ::close(descriptor);
    if (whole)
        return;
    ::unlink(path.c_str()); // half a key would stop the next start
    throw KeyTrouble("master key " + path.string() + " cannot be written: " + reason(why));
}

/// The name of a new file is on stable storage only once its directory is.
void sync_directory(const fs::path& directory)
{
    const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    ::fsync(descriptor);
    ::close(descriptor);
}

} // namespace

MasterKeys MasterKeys::load(const fs::path& path)
{
    std::vector<Key> keys;
    for (const auto& file : key_files(path))
        add_keys_of_file(file, keys);
    if (keys.empty())
        throw KeyTrouble("master key " + path.string() + " holds no key; put the right one back");
    return MasterKeys(std::move(keys));
}

MasterKeys MasterKeys::generate(const fs::path& path)
{
    const auto key = SecretBytes::random();
    const auto bytes = key.view();
    const auto text =
        detail::hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()}) + "\n";
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400);
    if (descriptor < 0)
        throw KeyTrouble("master key " + path.string() + " cannot be made: " + reason(errno));
    write_synced(descriptor, text, path);
    sync_directory(fs::absolute(path).parent_path());
    return load(path);
}

const MasterKeys::Key* MasterKeys::find(std::uint32_t id) const noexcept
{
    const auto found = std::ranges::find(keys_, id, &Key::id);
    return found == keys_.end() ? nullptr : &*found;
}

} // namespace store
