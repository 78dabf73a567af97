#include "relay/channels/http_client.h"
#include "relay/channels/curl_handle.h"
#include "relay/channels/http_check.h"
#include "relay/channels/network.h"
#include <algorithm>
#include <array>
#include <mutex>
#include <unistd.h>

namespace relay::channels {

namespace {

constexpr std::size_t max_header_bytes = 32 * 1024;
constexpr long max_idle_seconds = 30; ///< an older connection is opened anew instead of tried

/// One request on its way: what libcurl's callbacks see.
struct Exchange {
    CURL* handle = nullptr;
    std::vector<Network> allowed;
    std::size_t max_body = 0;
    std::size_t header_bytes = 0;
    bool blocked = false;
    bool repeated = false;
    bool too_big = false;
    std::string body;
    std::array<char, CURL_ERROR_SIZE> error{};
};

long bytes_sent(CURL* handle)
{
    long request_bytes = 0;
    curl_easy_getinfo(handle, CURLINFO_REQUEST_SIZE, &request_bytes);
    return request_bytes;
}

// The address check at connect: DNS was asked already, so what is judged is what is connected.
// libcurl sends a request again, on a new connection, when one that was kept open ends without an
// answer (RFC 9110 9.2.2 forbids that for a POST). Here it would be a second text.
curl_socket_t open_socket(void* context, curlsocktype, curl_sockaddr* address)
{
    auto& exchange = *static_cast<Exchange*>(context);
    exchange.repeated = bytes_sent(exchange.handle) > 0;
    if (exchange.repeated)
        return CURL_SOCKET_BAD;
    if (!may_connect(address->addr, exchange.allowed)) {
        exchange.blocked = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::size_t take_body(char* bytes, std::size_t, std::size_t count, void* context)
{
    auto& exchange = *static_cast<Exchange*>(context);
    if (exchange.body.size() + count > exchange.max_body) {
        exchange.too_big = true;
        return 0;
    }
    exchange.body.append(bytes, count);
    return count;
}

std::size_t take_header(char*, std::size_t, std::size_t count, void* context)
{
    auto& exchange = *static_cast<Exchange*>(context);
    exchange.header_bytes += count;
    exchange.too_big = exchange.too_big || exchange.header_bytes > max_header_bytes;
    return exchange.too_big ? 0 : count;
}

std::optional<std::vector<Network>> parse_networks(const std::vector<std::string>& texts)
{
    std::vector<Network> parsed;
    for (const auto& text : texts) {
        const auto network = Network::parse(text);
        if (!network)
            return std::nullopt;
        parsed.push_back(*network);
    }
    return parsed;
}

std::string_view word_of(int curl_code)
{
    switch (curl_code) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return "dns";
    case CURLE_COULDNT_CONNECT:
        return "connect";
    case CURLE_OPERATION_TIMEDOUT:
        return "timeout";
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
        return "tls";
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
        return "connection lost";
    case CURLE_WRITE_ERROR:
    case CURLE_FILESIZE_EXCEEDED:
    case CURLE_OUT_OF_MEMORY:
        return "answer too big";
    default: // libcurl's numbers are open-ended; all others are bad answers or no connection
        return "bad answer";
    }
}

void set_policy(CURL* handle, const HttpSettings& settings, Exchange& exchange)
{
    prepare(handle, settings.ca_file);
    set(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    set(handle, CURLOPT_FOLLOWLOCATION, 0L);
    set(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(handle, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    set(handle, CURLOPT_SSL_VERIFYPEER, 1L);
    set(handle, CURLOPT_SSL_VERIFYHOST, 2L);
    set(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(settings.connect_timeout.count()));
    set(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(settings.total_timeout.count()));
    set(handle, CURLOPT_MAXAGE_CONN, max_idle_seconds);
    set(handle, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(settings.max_answer_bytes));
    set(handle, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    set(handle, CURLOPT_OPENSOCKETDATA, static_cast<void*>(&exchange));
    set(handle, CURLOPT_WRITEFUNCTION, take_body);
    set(handle, CURLOPT_WRITEDATA, static_cast<void*>(&exchange));
    set(handle, CURLOPT_HEADERFUNCTION, take_header);
    set(handle, CURLOPT_HEADERDATA, static_cast<void*>(&exchange));
    set(handle, CURLOPT_ERRORBUFFER, exchange.error.data());
}

long curl_version(store::TlsVersion version)
{
    switch (version) {
    case store::TlsVersion::V1_0:
        return CURL_SSLVERSION_TLSv1_0;
    case store::TlsVersion::V1_1:
        return CURL_SSLVERSION_TLSv1_1;
    case store::TlsVersion::V1_2:
        return CURL_SSLVERSION_TLSv1_2;
    case store::TlsVersion::V1_3:
        return CURL_SSLVERSION_TLSv1_3;
    }
    std::abort(); // a value that is no enumerator
}

/// OpenSSL's list. Below 1.2 there are only signatures that the library's level does not allow.
std::string cipher_list(const store::PeerTls& tls)
{
    const auto& list = tls.ciphers;
    return tls.minimum < store::TlsVersion::V1_2
               ? (list.empty() ? "DEFAULT" : list) + std::string(":@SECLEVEL=0")
               : list;
}

/// What this peer is called with. libcurl copies the texts.
void set_tls(CURL* handle, const store::PeerTls& tls)
{
    set(handle, CURLOPT_SSLVERSION, curl_version(tls.minimum));
    if (const auto list = cipher_list(tls); !list.empty())
        set(handle, CURLOPT_SSL_CIPHER_LIST, list.c_str());
    if (!tls.ca_file.empty()) {
        set(handle, CURLOPT_CAINFO, tls.ca_file.c_str());
        set(handle, CURLOPT_CAPATH, static_cast<const char*>(nullptr));
    }
    if (!tls.pin.empty())
        set(handle, CURLOPT_PINNEDPUBLICKEY, tls.pin.c_str());
    if (tls.certificate_file.empty())
        return;
    set(handle, CURLOPT_SSLCERT, tls.certificate_file.c_str());
    set(handle, CURLOPT_SSLKEY, tls.key_file.c_str());
}

CurlList header_lines(const HttpRequest& request)
{
    CurlList lines;
    lines.add("Expect:");
    lines.add("User-Agent: belfry");
    for (const auto& [name, value] : request.headers)
        lines.add(value.empty() ? name + ";" : name + ": " + value);
    return lines;
}

/// `request` and `lines` must live as long as the transfer: libcurl keeps pointers to them.
void set_request(CURL* handle, const HttpRequest& request, const CurlList& lines)
{
    set(handle, CURLOPT_URL, request.url.c_str());
    set(handle, CURLOPT_HTTPHEADER, lines.raw());
    if (request.method != "GET") {
        set(handle, CURLOPT_POST, 1L);
        set(handle, CURLOPT_POSTFIELDS, request.body.data());
        set(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
        set(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    }
    if (request.user.empty())
        return;
    set(handle, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
    set(handle, CURLOPT_USERNAME, request.user.c_str());
    set(handle, CURLOPT_PASSWORD, request.password.c_str());
}

HttpAnswer answer_of(CURL* handle, Exchange& exchange)
{
    long status = 0;
    curl_off_t retry_after = 0;
    const char* content_type = nullptr;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(handle, CURLINFO_RETRY_AFTER, &retry_after);
    curl_easy_getinfo(handle, CURLINFO_CONTENT_TYPE, &content_type);
    HttpAnswer answer;
    answer.status = static_cast<int>(status);
    answer.content_type = content_type == nullptr ? "" : content_type;
    answer.body = std::move(exchange.body);
    constexpr curl_off_t longest = 24 * 3600;
    if (retry_after > 0)
        answer.retry_after = std::chrono::seconds(std::min(retry_after, longest));
    return answer;
}

HttpFailure failed(CURL* handle, CURLcode code, const Exchange& exchange)
{
    const long request_bytes = bytes_sent(handle);
    if (exchange.too_big)
        return {Reach::MaybeSent, "answer too big", "the answer is longer than the limit"};
    if (exchange.repeated)
        return {Reach::MaybeSent, "connection lost", "a kept connection ended without an answer"};
    if (exchange.blocked && request_bytes == 0)
        return {Reach::NotSent, "address",
                "the host resolves to an address that is not in the allowed networks"};
    const char* text = exchange.error[0] != 0 ? exchange.error.data() : curl_easy_strerror(code);
    return failure_of(code, request_bytes, text);
}

} // namespace

HttpFailure failure_of(int curl_code, long request_bytes, std::string detail)
{
    // The count of bytes is libcurl's own and holds for reused connections too, where the times
    // of connecting are all zero.
    return {request_bytes > 0 ? Reach::MaybeSent : Reach::NotSent, std::string(word_of(curl_code)),
            std::move(detail) + " (curl " + std::to_string(curl_code) + ")"};
}

/// Idle handles, each with the connections it keeps open. Shared by the worker threads.
class HttpClient::Handles {
public:
    struct Kept {
        std::vector<std::string> networks; ///< its connections were checked against these
        store::PeerTls tls;                ///< and were made so
        CurlHandle handle;
    };

    Kept take(const HttpRequest& request)
    {
        {
            const std::lock_guard lock(mutex_);
            const auto found = std::find_if(idle_.rbegin(), idle_.rend(), [&](const Kept& kept) {
                return kept.networks == request.networks && kept.tls == request.tls;
            });
            if (found != idle_.rend()) {
                Kept kept = std::move(*found);
                idle_.erase(std::next(found).base());
                return kept;
            }
        }
        return {request.networks, request.tls, new_curl_handle()};
    }

    void give_back(Kept kept)
    {
        Kept oldest; // closes its connections after the lock is gone
        const std::lock_guard lock(mutex_);
        if (idle_.size() >= most_idle) {
            oldest = std::move(idle_.front());
            idle_.erase(idle_.begin());
        }
        idle_.push_back(std::move(kept));
    }

private:
    static constexpr std::size_t most_idle = 16;
    std::mutex mutex_;
    std::vector<Kept> idle_; ///< guarded by mutex_; the one used last stands last
};

HttpClient::HttpClient(HttpSettings settings)
    : settings_(std::move(settings)), handles_(std::make_unique<Handles>())
{
}

HttpClient::~HttpClient() = default;

tl::expected<HttpAnswer, HttpFailure> HttpClient::perform(const HttpRequest& request)
{
    if (const auto problem = request_problem(request))
        return tl::unexpected(HttpFailure{Reach::NotAllowed, "request", *problem});
    auto allowed = parse_networks(request.networks);
    if (!allowed)
        return tl::unexpected(
            HttpFailure{Reach::NotAllowed, "request", "a network is no CIDR block"});
    Exchange exchange;
    exchange.allowed = std::move(*allowed);
    exchange.max_body = settings_.max_answer_bytes;
    CurlList pinned;
    for (const auto& name : settings_.pinned_names)
        pinned.add(name);

    auto kept = handles_->take(request);
    CURL* handle = kept.handle.get();
    exchange.handle = handle;
    const auto lines = header_lines(request);
    set_policy(handle, settings_, exchange);
    set_tls(handle, request.tls);
    set(handle, CURLOPT_RESOLVE, pinned.raw());
    set_request(handle, request, lines);
    const CURLcode code = curl_easy_perform(handle);
    tl::expected<HttpAnswer, HttpFailure> result;
    if (code == CURLE_OK)
        result = answer_of(handle, exchange);
    else
        result = tl::unexpected(failed(handle, code, exchange));
    curl_easy_reset(handle); // forgets every pointer into this call; the connections stay
    handles_->give_back(std::move(kept));
    return result;
}

} // namespace relay::channels
