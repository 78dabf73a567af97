#pragma once
// What a telephone hears: the sound of a call as its RTP packets bring it (RFC 3550; PCMU, RFC
// 3551).
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace tests {

/// A UDP port of loopback that takes the sound of one call, and keeps every packet. Thread-safe.
class TelephoneEar {
public:
    TelephoneEar();
    ~TelephoneEar();
    TelephoneEar(const TelephoneEar&) = delete;
    TelephoneEar& operator=(const TelephoneEar&) = delete;

    std::uint16_t port() const { return port_; }
    std::vector<std::string> packets() const;
    /// The words of the call, when the speech program was plain_voice.pl.
    std::string words() const;

    static std::string plain_voice(); ///< the path of that program

private:
    void listen();

    int socket_ = -1;
    std::uint16_t port_ = 0;
    mutable std::mutex mutex_;
    std::vector<std::string> packets_; ///< guarded by mutex_
    std::thread listener_;
};

} // namespace tests
