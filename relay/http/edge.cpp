#include "relay/http/edge.h"
#include "relay/http/characters.h"
#include "relay/http/handler_pool.h"
#include "relay/http/http_protocol.h"
#include <algorithm>
#include <deque>
#include <stdexcept>

namespace relay::http {
namespace {

std::vector<std::string> lowered(std::vector<std::string> hosts)
{
    for (auto& host : hosts) {
        std::transform(host.begin(), host.end(), host.begin(), lower);
    }
    return hosts;
}

ParserLimits parser_limits(const EdgeOptions& options, std::size_t body)
{
    ParserLimits limits;
    limits.request_line = options.limits.request_line;
    limits.header = options.limits.header;
    limits.fields = options.limits.fields;
    limits.body = body;
    limits.hosts = lowered(options.hosts);
    return limits;
}

} // namespace

class Edge::Inside {
public:
    Inside(EdgeOptions options, Handler handler)
        : options_(with_report(std::move(options))),
          handlers_(options_.limits.handlers, options_.limits.queue, std::move(handler),
                    options_.report),
          loop_({options_.limits.loop, options_.now, options_.report})
    {
    }

    net::Result<void> listen(EdgeListener listener)
    {
        auto socket = listener.descriptor ? net::adopt_listener(*listener.descriptor)
                                          : net::listen_on(listener.address, listener.port);
        if (!socket) {
            return tl::unexpected("listener " + listener.name + ": " + socket.error());
        }
        auto& service = services_.emplace_back(service_of(listener));
        ports_.emplace_back(listener.name, socket->address().port());
        loop_.listen({listener.name, *socket, listener.tls, net::TlsStart::AtOnce,
                      listener.is_for_operators},
                     [&service](net::Connection& connection) {
                         return std::make_unique<HttpProtocol>(connection, service);
                     });
        return {};
    }

    std::uint16_t port(const std::string& listener) const
    {
        for (const auto& [name, port] : ports_) {
            if (name == listener) {
                return port;
            }
        }
        throw std::logic_error("the edge has no listener " + listener);
    }

    void stop()
    {
        loop_.stop(options_.limits.drain);
        handlers_.stop();
    }

    net::Loop& loop() noexcept { return loop_; }

private:
    static EdgeOptions with_report(EdgeOptions options)
    {
        if (!options.report) {
            options.report = [](const std::string&) {};
        }
        return options;
    }

    HttpService service_of(const EdgeListener& listener)
    {
        HttpService service;
        service.limits = options_.limits;
        const auto body = listener.body.value_or(options_.limits.body);
        service.parsing = parser_limits(options_, body);
        if (options_.body_of) {
            service.parsing.body_of = [this, body](const Request& head) {
                return options_.body_of(head).value_or(body);
            };
        }
        service.report = options_.report;
        service.postbox = loop_.postbox();
        service.handlers = &handlers_;
        service.held_bodies = &held_bodies_;
        service.last_request = &last_request_;
        return service;
    }

    EdgeOptions options_;
    HandlerPool handlers_;
    std::deque<HttpService> services_; ///< a deque, because connections keep references
    std::vector<std::pair<std::string, std::uint16_t>> ports_;
    std::size_t held_bodies_ = 0;    ///< loop thread
    std::uint64_t last_request_ = 0; ///< loop thread
    net::Loop loop_;                 ///< last: its thread uses all of the above
};

Edge::Edge(EdgeOptions options, Handler handler)
    : inside_(std::make_unique<Inside>(std::move(options), std::move(handler)))
{
}

Edge::~Edge()
{
    stop();
}

net::Result<void> Edge::listen(EdgeListener listener)
{
    return inside_->listen(std::move(listener));
}

void Edge::start()
{
    inside_->loop().start();
}

void Edge::stop()
{
    inside_->stop();
}

std::uint16_t Edge::port(const std::string& listener) const
{
    return inside_->port(listener);
}

void Edge::replace_tls(const std::string& listener, const net::TlsContext& context)
{
    inside_->loop().replace_tls(listener, context);
}

net::LoopCounters Edge::connections() const
{
    return inside_->loop().counters();
}

net::Loop& Edge::loop()
{
    return inside_->loop();
}

} // namespace relay::http
