#pragma once
#include "relay/channels/settings.h"
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace relay::channels {

/// A connection to the message centre, plain or inside TLS with its certificate checked, opened and
/// carried by libcurl. Not thread-safe: one owner at a time.
class SmppWire {
public:
    /// Blocks no longer than `settings.connect_timeout`, and ends within a second of a request to
    /// stop. The error: why not, for the operator.
    static tl::expected<std::unique_ptr<SmppWire>, std::string> open(const SmppSettings& settings,
                                                                     std::stop_token stop);
    ~SmppWire();
    SmppWire(const SmppWire&) = delete;
    SmppWire& operator=(const SmppWire&) = delete;

    enum class Io { Done, Later, Ended };
    struct Moved {
        Io io;
        std::size_t bytes = 0;
    };
    /// Never block. Under TLS bytes may be left that poll() does not see: read until Later.
    Moved read(char* into, std::size_t size);
    Moved write(std::string_view bytes);

    int socket() const noexcept { return socket_; }

private:
    struct Inside;
    SmppWire();
    std::unique_ptr<Inside> inside_;
    int socket_ = -1;
};

} // namespace relay::channels
