#include "tests/support/http_server.h"
#include "tests/support/patience.h"
#include <algorithm>
#include <cstdlib>
#include <stdexcept>

namespace tests {
namespace {

HttpAsked parsed_head(const std::string& head)
{
    HttpAsked asked;
    std::size_t at = 0;
    for (auto end = head.find("\r\n"); end != std::string::npos && end > at;
         end = head.find("\r\n", at)) {
        const auto line = head.substr(at, end - at);
        if (at == 0)
            asked.line = line;
        else
            asked.headers.push_back(line);
        at = end + 2;
    }
    return asked;
}

} // namespace

bool HttpAsked::has_header(const std::string& whole_line) const
{
    return std::find(headers.begin(), headers.end(), whole_line) != headers.end();
}

std::string HttpAsked::header(const std::string& name) const
{
    for (const auto& each : headers)
        if (each.starts_with(name + ": "))
            return each.substr(name.size() + 2);
    return {};
}

std::string http_answer(int status, const std::string& body, const std::string& type,
                        const std::string& more)
{
    return "HTTP/1.1 " + std::to_string(status) + " Status\r\nContent-Type: " + type +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + more + "\r\n" + body;
}

HttpServer::HttpServer(Answer answer)
    : answer_(std::move(answer)), server_([this](TcpPeer& peer) { serve(peer); })
{
}

HttpServer::HttpServer(std::string answer)
    : HttpServer([answer = std::move(answer)](const HttpAsked&, TcpPeer&) { return answer; })
{
}

HttpServer::HttpServer(std::string answer, IssuedCertificate certificate)
    : answer_([answer = std::move(answer)](const HttpAsked&, TcpPeer&) { return answer; }),
      certificate_(std::move(certificate)), server_([this](TcpPeer& peer) { serve(peer); })
{
}

void HttpServer::serve(TcpPeer& peer)
{
    if (certificate_ && !peer.start_tls(*certificate_))
        return;
    while (const auto head = peer.read_until("\r\n\r\n")) {
        auto asked = parsed_head(*head);
        const auto length = asked.header("Content-Length");
        asked.body = peer.read_bytes(std::strtoul(length.c_str(), nullptr, 10));
        {
            const std::lock_guard lock(mutex_);
            asked_.push_back(asked);
        }
        came_.notify_all();
        peer.write(answer_(asked, peer));
    }
}

std::string HttpServer::url(const std::string& path) const
{
    return "http://127.0.0.1:" + std::to_string(port()) + path;
}

void HttpServer::wait_for(std::size_t requests) const
{
    std::unique_lock lock(mutex_);
    if (!came_.wait_for(lock, long_patience, [&] { return asked_.size() >= requests; }))
        throw std::runtime_error("nobody asked");
}

std::vector<HttpAsked> HttpServer::asked() const
{
    const std::lock_guard lock(mutex_);
    return asked_;
}

} // namespace tests
