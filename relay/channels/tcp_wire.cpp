#include "relay/channels/tcp_wire.h"
#include "relay/channels/curl_handle.h"
#include "relay/channels/peer_text.h"
#include <algorithm>
#include <array>

namespace relay::channels {

namespace {

/// libcurl's transfers do not know these protocols; with CONNECT_ONLY it is the connection alone
/// that counts.
std::string url_of(const WireTarget& target)
{
    const bool bare_v6 = target.host.find(':') != std::string::npos && target.host[0] != '[';
    const auto host = bare_v6 ? "[" + target.host + "]" : target.host;
    return (target.tls ? "https://" : "http://") + host + ":" + std::to_string(target.port);
}

int must_end(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t)
{
    return static_cast<std::stop_token*>(stop)->stop_requested() ? 1 : 0;
}

void set_up(CURL* handle, const WireTarget& target, std::stop_token& stop)
{
    prepare(handle, target.ca_file);
    set(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    set(handle, CURLOPT_URL, url_of(target).c_str());
    set(handle, CURLOPT_CONNECT_ONLY, 1L);
    set(handle, CURLOPT_SSL_ENABLE_ALPN, 0L);
    // Zero would mean libcurl's own patience, which is minutes.
    const auto most_ms = static_cast<long>(std::max<long>(target.connect_timeout.count(), 1));
    set(handle, CURLOPT_CONNECTTIMEOUT_MS, most_ms);
    set(handle, CURLOPT_TIMEOUT_MS, most_ms);
    set(handle, CURLOPT_NOPROGRESS, 0L);
    set(handle, CURLOPT_XFERINFOFUNCTION, &must_end);
    set(handle, CURLOPT_XFERINFODATA, &stop);
}

} // namespace

struct TcpWire::Inside {
    CurlHandle handle;
};

TcpWire::TcpWire() : inside_(std::make_unique<Inside>()) {}

TcpWire::~TcpWire() = default;

tl::expected<std::unique_ptr<TcpWire>, std::string> TcpWire::open(const WireTarget& target,
                                                                  std::stop_token stop)
{
    std::unique_ptr<TcpWire> wire(new TcpWire);
    wire->inside_->handle = new_curl_handle();
    CURL* handle = wire->inside_->handle.get();
    std::array<char, CURL_ERROR_SIZE> error{};
    set_up(handle, target, stop);
    set(handle, CURLOPT_ERRORBUFFER, error.data());
    const CURLcode code = curl_easy_perform(handle);
    set(handle, CURLOPT_ERRORBUFFER, static_cast<char*>(nullptr));
    set(handle, CURLOPT_NOPROGRESS, 1L); // its data ends with this function
    if (code != CURLE_OK)
        return tl::unexpected(tidy(error[0] != 0 ? error.data() : curl_easy_strerror(code), 160));
    curl_socket_t socket = CURL_SOCKET_BAD;
    curl_easy_getinfo(handle, CURLINFO_ACTIVESOCKET, &socket);
    wire->socket_ = socket;
    return wire;
}

TcpWire::Moved TcpWire::read(char* into, std::size_t size)
{
    std::size_t count = 0;
    const auto code = curl_easy_recv(inside_->handle.get(), into, size, &count);
    if (code == CURLE_AGAIN)
        return {Io::Later};
    return {code == CURLE_OK && count > 0 ? Io::Done : Io::Ended, count};
}

TcpWire::Moved TcpWire::write(std::string_view bytes)
{
    std::size_t count = 0;
    const auto code = curl_easy_send(inside_->handle.get(), bytes.data(), bytes.size(), &count);
    if (code == CURLE_AGAIN)
        return {Io::Later};
    return {code == CURLE_OK ? Io::Done : Io::Ended, count};
}

} // namespace relay::channels
