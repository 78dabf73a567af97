#include "tests/peers/telephone_ear.h"
#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace tests {

namespace {

constexpr std::size_t rtp_header = 12; // without contributing sources, which we never name
constexpr unsigned pcmu = 0;

/// G.711, the law of America.
int sample_of(std::uint8_t octet)
{
    constexpr int bias = 0x84;
    const auto code = static_cast<std::uint8_t>(~octet);
    const int size = (((code & 0x0f) << 3) + bias) << ((code & 0x70) >> 4);
    return (code & 0x80) != 0 ? bias - size : size - bias;
}

std::vector<int> sound_of(const std::vector<std::string>& packets)
{
    std::vector<int> sound;
    for (const auto& packet : packets) {
        if (packet.size() < rtp_header || (static_cast<unsigned>(packet[1]) & 0x7fU) != pcmu)
            continue;
        for (const char octet : packet.substr(rtp_header))
            sound.push_back(sample_of(static_cast<std::uint8_t>(octet)));
    }
    return sound;
}

/// The half of an octet that this loudness stands for.
int half_of(int sample)
{
    return std::clamp((sample + 200) / 400 - 1, 0, 15);
}

} // namespace

TelephoneEar::TelephoneEar() : socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(socket_, generic, size) != 0 || ::getsockname(socket_, generic, &size) != 0)
        throw std::runtime_error("no UDP port is free");
    port_ = ntohs(address.sin_port);
    listener_ = std::thread([this] { listen(); });
}

TelephoneEar::~TelephoneEar()
{
    ::shutdown(socket_, SHUT_RDWR); // ends the waiting
    listener_.join();
    ::close(socket_);
}

void TelephoneEar::listen()
{
    std::array<char, 2048> bytes{};
    for (;;) {
        const auto size = ::recv(socket_, bytes.data(), bytes.size(), 0);
        if (size <= 0)
            return;
        const std::lock_guard lock(mutex_);
        packets_.emplace_back(bytes.data(), static_cast<std::size_t>(size));
    }
}

std::vector<std::string> TelephoneEar::packets() const
{
    const std::lock_guard lock(mutex_);
    return packets_;
}

std::string TelephoneEar::words() const
{
    constexpr int loud = 20'000;
    const auto sound = sound_of(packets());
    std::string words;
    for (std::size_t i = 0; i + 2 < sound.size(); ++i) {
        if (sound[i] < loud)
            continue;
        words += static_cast<char>(half_of(sound[i + 1]) * 16 + half_of(sound[i + 2]));
        i += 2;
    }
    return words;
}

std::string TelephoneEar::plain_voice()
{
    return std::string(BELFRY_SOURCE_DIR) + "/tests/peers/plain_voice.pl";
}

} // namespace tests
