#include "relay/gateway/gateway_door.h"
#include "relay/service/log.h"
#include "store/model/directory.h"
#include <algorithm>
#include <openssl/crypto.h>

namespace relay::gateway {
namespace {

service::log::Room& log_room()
{
    static auto& room = service::log::room("gateway");
    return room;
}

bool are_equal(std::string_view a, std::string_view b)
{
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

http::Response problem(int status, const std::string& words)
{
    return http::respond(status, "text/plain; charset=utf-8", words + "\n");
}

channels::CallbackRequest callback_of(const http::Request& request, const std::string& address,
                                      store::Instant now)
{
    channels::CallbackRequest made;
    made.url = address + (request.query.empty() ? "" : "?" + request.query);
    for (const auto& [name, value] : request.headers.fields())
        made.headers[store::folded_lower(name)] = value;
    made.body = request.body;
    made.now = now;
    return made;
}

struct Hear {
    channels::Ears& ears;
    bool operator()(const channels::OfNoInterest&) const { return true; }
    bool operator()(const channels::Receipt& receipt) const { return ears.hear(receipt); }
    bool operator()(const channels::IncomingText& text) const { return ears.hear(text); }
    bool operator()(const channels::CallNews&) const { return true; }
};

} // namespace

void GatewayDoor::add(std::string key, std::string address,
                      std::unique_ptr<channels::CallbackReader> reader)
{
    gateways_.push_back({std::move(key), std::move(address), std::move(reader)});
}

/// All keys are compared whatever the name, so that time tells nothing about either.
const GatewayDoor::Gateway* GatewayDoor::find(std::string_view path) const
{
    const Gateway* found = nullptr;
    for (const auto& gateway : gateways_) {
        if (are_equal(path, "/gateway/" + gateway.reader->provider() + "/" + gateway.key))
            found = &gateway;
    }
    return found;
}

http::Response GatewayDoor::answer(const http::Request& request) const
{
    const auto* gateway = find(request.path);
    if (gateway == nullptr)
        return problem(404, "There is no such gateway.");
    if (request.method != "GET" && request.method != "POST") {
        auto refused = problem(405, "Gateways call with GET or POST.");
        refused.headers.add("Allow", "GET, POST");
        return refused;
    }
    return answer(*gateway, request);
}

http::Response GatewayDoor::answer(const Gateway& gateway, const http::Request& request) const
{
    const auto& reader = *gateway.reader;
    const auto called = reader.read(callback_of(request, gateway.address, clock_.now()));
    if (!called) {
        const bool unsigned_call = called.error() == channels::CallbackRefusal::NotSigned;
        log_room().warning(unsigned_call ? "a call that is not the gateway's" : "a call in vain",
                           {{"provider", reader.provider()}, {"peer", request.peer_address}});
        return unsigned_call ? problem(403, "The signature is missing, wrong or too old.")
                             : problem(400, "This is neither a receipt nor a text; the driver file "
                                            "says where their values stand.");
    }
    if (const auto* news = std::get_if<channels::CallNews>(&*called))
        return http::respond(200, "text/xml", calls_.take(*news));
    if (!std::visit(Hear{ears_}, *called)) {
        auto later = problem(503, "Nothing can be written now. Call again.");
        later.headers.add("Retry-After", "10");
        return later;
    }
    if (reader.answer_body().empty())
        return http::Response{204, {}, {}, false};
    return http::respond(200, reader.answer_type(), reader.answer_body());
}

} // namespace relay::gateway
