#include "relay/service/command/client.h"
#include <cstdlib>
#include <iostream>
#include <utility>

namespace relay::service::command {

namespace {

constexpr std::size_t most_answer_bytes = 32 << 20;

std::string joined_errors(const std::vector<ConfigError>& errors)
{
    std::string all;
    for (const auto& error : errors)
        all += (all.empty() ? "" : "\n") + text(error);
    return all;
}

/// The address to call for one that is listened on: the wildcard ones stand for this machine too.
std::string callable(const std::string& host)
{
    if (host == "0.0.0.0")
        return "127.0.0.1";
    if (host == "::")
        return "[::1]";
    return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

Failure unreachable(const Peer& peer, const channels::HttpFailure& failure)
{
    return {not_reached, "cannot reach Belfry at " + peer.url + " (" + failure.code + ": " +
                             failure.detail +
                             "); is `belfry serve` running? Another address: --url URL"};
}

OrFailure<std::string> token_in(const std::filesystem::path& file)
{
    auto token = read_secret(file);
    if (!token)
        return tl::unexpected(
            Failure{denied, token.error() + "; name a token's file with --token-file"});
    return std::move(*token);
}

OrFailure<std::string> token_for(const ClientOptions& options, const Config* config)
{
    if (!options.token_file.empty())
        return token_in(options.token_file);
    if (const char* token = std::getenv("BELFRY_TOKEN"); token != nullptr && *token != '\0')
        return std::string(token);
    if (config != nullptr)
        return token_in(config->data_dir / "cli.token");
    return tl::unexpected(Failure{denied, "no token; name its file with --token-file"});
}

bool is_complete(const ClientOptions& options)
{
    return !options.url.empty() &&
           (!options.token_file.empty() || std::getenv("BELFRY_TOKEN") != nullptr);
}

ExitCode code_of(int status)
{
    switch (status) {
    case 401:
    case 403:
        return denied;
    case 404:
        return not_found;
    case 409:
    case 412:
    case 428:
        return changed_meanwhile;
    case 429:
    case 503:
        return try_again_later;
    default:
        return failed;
    }
}

} // namespace

OrFailure<Peer> peer_of(const Config& config)
{
    const bool is_plain = !config.http.listen.empty();
    const auto& doors = is_plain ? config.http.listen : config.http.tls_listen;
    if (doors.empty())
        return tl::unexpected(Failure{wrong_usage, config.file.string() +
                                                       " has no http.listen; say where "
                                                       "Belfry is with --url URL"});
    const auto& door = doors.front();
    const bool is_inherited = !door.inherited.empty();
    const int port = is_inherited ? (is_plain ? 80 : 443) : door.port;
    auto host = is_inherited ? std::string("127.0.0.1") : callable(door.host);
    Peer peer;
    if (!is_plain)
        peer.http.ca_file = config.http.certificate_file;
    if (!config.http.hosts.empty()) {
        peer.http.pinned_names = {config.http.hosts.front() + ":" + std::to_string(port) + ":" +
                                  host};
        host = config.http.hosts.front();
    }
    peer.url = (is_plain ? "http://" : "https://") + host + ":" + std::to_string(port);
    return peer;
}

Failure failure_of(const channels::HttpAnswer& answer)
{
    const auto problem = parse_json(answer.body);
    Failure failure{code_of(answer.status), {}};
    if (problem)
        failure.text = text_of(*problem, "detail");
    if (failure.text.empty())
        failure.text = "Belfry answered " + std::to_string(answer.status);
    if (problem) {
        const auto first = failure.text; // which may say the first of them already
        for (const auto& error : objects_of(*problem, "errors")) {
            const auto line = text_of(error, "pointer") + ": " + text_of(error, "detail");
            failure.text += line == first ? std::string() : "\n  " + line;
        }
    }
    if (answer.retry_after)
        failure.text +=
            "\n  try again in " + std::to_string(answer.retry_after->count()) + " seconds";
    return failure;
}

OrFailure<Client> Client::open(const ClientOptions& options)
{
    std::optional<Config> config;
    if (!is_complete(options)) {
        auto read = read_config(options.config);
        if (!read)
            return tl::unexpected(Failure{failed, joined_errors(read.error())});
        config = std::move(*read);
    }
    auto token = token_for(options, config ? &*config : nullptr);
    if (!token)
        return tl::unexpected(token.error());
    Peer peer{options.url, {}};
    if (options.url.empty()) {
        auto found = peer_of(*config);
        if (!found)
            return tl::unexpected(found.error());
        peer = std::move(*found);
    }
    while (peer.url.ends_with('/'))
        peer.url.pop_back();
    peer.http.max_answer_bytes = most_answer_bytes;
    return Client(std::move(peer), std::move(*token));
}

Client::Client(Peer peer, std::string token)
    : peer_(std::move(peer)), token_(std::move(token)),
      http_(std::make_unique<channels::HttpClient>(peer_.http))
{
}

OrFailure<Json> Client::get(const std::string& path)
{
    channels::HttpRequest request;
    request.url = peer_.url + path;
    return perform(std::move(request));
}

OrFailure<Json> Client::post(const std::string& path, const Json& body,
                             const std::string& idempotency_key)
{
    channels::HttpRequest request;
    request.method = "POST";
    request.url = peer_.url + path;
    request.body = json_text(body);
    if (!request.body.empty())
        request.headers.emplace_back("Content-Type", "application/json");
    if (!idempotency_key.empty())
        request.headers.emplace_back("Idempotency-Key", idempotency_key);
    return perform(std::move(request));
}

OrFailure<Json> Client::perform(channels::HttpRequest request)
{
    request.headers.emplace_back("Authorization", "Bearer " + token_);
    request.headers.emplace_back("Accept", "application/json, application/problem+json");
    request.networks = {"0.0.0.0/0", "::/0"}; // it is the caller's own word where to go
    const auto answer = http_->perform(request);
    if (!answer)
        return tl::unexpected(unreachable(peer_, answer.error()));
    if (answer->status < 200 || answer->status > 299)
        return tl::unexpected(failure_of(*answer));
    if (answer->body.empty())
        return Json();
    auto document = parse_json(answer->body);
    if (!document)
        return tl::unexpected(
            Failure{failed, peer_.url + " does not answer as Belfry does; is it another server?"});
    return std::move(*document);
}

std::string url_escaped(std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string escaped;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                              (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
        if (is_plain)
            escaped += c;
        else
            (escaped += '%').append({digits[byte >> 4], digits[byte & 15]});
    }
    return escaped;
}

int report(const Failure& failure)
{
    std::cerr << "belfry: " << failure.text << '\n';
    return failure.code;
}

} // namespace relay::service::command
