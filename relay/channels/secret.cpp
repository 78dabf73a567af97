#include "relay/channels/secret.h"
#include <algorithm>
#include <fstream>

namespace relay::channels {

tl::expected<std::string, std::string> read_secret(const std::filesystem::path& file)
{
    constexpr std::size_t max_bytes = 4096;
    std::ifstream in(file, std::ios::binary);
    if (!in || std::filesystem::is_directory(file))
        return tl::unexpected("cannot read the secret from " + file.string() +
                              "; create the file with the secret on its first line, readable by "
                              "Belfry's user only");
    std::string secret(max_bytes + 2, '\0');
    in.read(secret.data(), static_cast<std::streamsize>(secret.size()));
    secret.resize(static_cast<std::size_t>(in.gcount()));
    while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r'))
        secret.pop_back();
    if (secret.empty())
        return tl::unexpected("the secret file " + file.string() + " is empty");
    if (secret.size() > max_bytes)
        return tl::unexpected("the secret in " + file.string() + " is longer than 4096 bytes");
    const auto is_control = [](unsigned char c) { return c < 0x20 || c == 0x7f; };
    if (std::any_of(secret.begin(), secret.end(), is_control))
        return tl::unexpected("the secret in " + file.string() +
                              " holds a control character or more than one line");
    return secret;
}

} // namespace relay::channels
