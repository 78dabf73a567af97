#include "relay/phone/sip_phone.h"
#include "relay/phone/phone_call.h"
#include <arpa/inet.h>
#include <array>
#include <cstring>
#include <map>
#include <netdb.h>
#include <stdexcept>
#include <unistd.h>

namespace relay::phone {

namespace {

using voice::TrunkSettings;

void check(int error, const std::string& what)
{
    if (error != 0)
        throw std::runtime_error(what + ": " + std::strerror(error));
}

std::string text_of(const pl& words)
{
    return words.p == nullptr ? std::string() : std::string(words.p, words.l);
}

/// A SIP URI taken apart; `text` must outlive it.
uri parsed(const std::string& text, const char* what)
{
    uri made{};
    pl words{text.data(), text.size()};
    check(uri_decode(&made, &words), std::string(what) + " is no SIP address");
    return made;
}

sa resolved(const std::string& host, std::uint16_t port)
{
    addrinfo hints{};
    hints.ai_socktype = SOCK_DGRAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(host.c_str(), nullptr, &hints, &found) != 0)
        throw std::runtime_error("the proxy " + host + " has no address");
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> list(found, &::freeaddrinfo);
    sa address{};
    check(sa_set_sa(&address, list->ai_addr), "the proxy's address cannot be used");
    sa_set_port(&address, port);
    return address;
}

/// Our address on the way to the peer: what the kernel would send from.
sa address_towards(const sa& peer)
{
    const int probe = ::socket(sa_af(&peer), SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_storage ours{};
    socklen_t size = sizeof ours;
    const bool is_known = probe >= 0 && ::connect(probe, &peer.u.sa, peer.len) == 0 &&
                          ::getsockname(probe, reinterpret_cast<sockaddr*>(&ours), &size) == 0;
    if (probe >= 0)
        ::close(probe);
    sa address{};
    if (!is_known || sa_set_sa(&address, reinterpret_cast<sockaddr*>(&ours)) != 0)
        throw std::runtime_error("there is no way to the proxy; set local");
    return address;
}

sa local_address(const TrunkSettings& trunk, const sa& proxy)
{
    sa address{};
    if (trunk.local.empty())
        address = address_towards(proxy);
    else
        check(sa_set_str(&address, trunk.local.c_str(), 0), "local is no address");
    sa_set_port(&address, static_cast<std::uint16_t>(trunk.local_port));
    return address;
}

/// '#' would begin something else in a URI (RFC 3261 25.1, user).
std::string user_part(const std::string& number)
{
    std::string made;
    for (const char c : number)
        made += c == '#' ? std::string("%23") : std::string(1, c);
    return made;
}

/// Servers of the machine, for proxies that name themselves in Record-Route.
Reference<dnsc> dns_client()
{
    std::array<sa, 8> servers{};
    auto count = static_cast<std::uint32_t>(servers.size());
    std::array<char, 256> domain{};
    if (dns_srv_get(domain.data(), domain.size(), servers.data(), &count) != 0)
        count = 0;
    dnsc* made = nullptr;
    check(dnsc_alloc(&made, nullptr, servers.data(), count), "no DNS client");
    return Reference<dnsc>(made);
}

} // namespace

class SipPhone::Inside {
public:
    Inside(const TrunkSettings& trunk, Tell tell)
        : trunk_(trunk), account_{trunk.user, trunk.password},
          ground_{nullptr,
                  {},
                  {},
                  trunk_,
                  account_,
                  std::move(tell),
                  [this](const std::string& call) { bury(call); }}
    {
        tmr_init(&burial_);
        const auto proxy = parsed(trunk_.proxy, "proxy");
        const auto from = parsed(trunk_.from, "from");
        domain_ = text_of(from.host);
        const bool is_tcp = text_of(proxy.params).find("transport=tcp") != std::string::npos;
        const auto address = resolved(text_of(proxy.host), proxy.port == 0 ? 5060 : proxy.port);
        ground_.local = local_address(trunk_, address);
        ground_.route = trunk_.proxy;
        listen(is_tcp);
        if (trunk_.registers)
            enrol();
        else
            ground_.tell(voice::news::Ready{});
    }

    ~Inside()
    {
        tmr_cancel(&burial_);
        calls_.clear();
        dead_.clear();
        registration_.reset();
        if (stack_)
            sip_close(stack_.get(), true); // also what a silent peer still owes an answer to
    }

    void take(const voice::Order& order)
    {
        if (const auto* dial = std::get_if<voice::order::Dial>(&order))
            place(*dial);
        else if (const auto* say = std::get_if<voice::order::Say>(&order))
            with_call(say->call, [&](PhoneCall& call) { call.say(*say); });
        else if (const auto* hush = std::get_if<voice::order::Hush>(&order))
            with_call(hush->call, [](PhoneCall& call) { call.hush(); });
        else if (const auto* hang_up = std::get_if<voice::order::HangUp>(&order))
            calls_.erase(hang_up->call);
    }

    void close(std::function<void()> closed)
    {
        closed_ = std::move(closed);
        registration_.reset();
        calls_.clear();
        socket_.reset();
        sip_close(stack_.get(), false);
    }

private:
    void listen(bool is_tcp)
    {
        dns_ = dns_client();
        sip* stack = nullptr;
        check(sip_alloc(&stack, dns_.get(), 32, 32, 32, "Belfry", on_exit, this), "no SIP stack");
        stack_.reset(stack);
        check(sip_transp_add(stack, is_tcp ? SIP_TRANSP_TCP : SIP_TRANSP_UDP, &ground_.local),
              "the SIP port cannot be opened");
        sip_lsnr* listener = nullptr;
        check(sip_listen(&listener, stack, true, on_request, this), "no SIP listener");
        listener_.reset(listener);
        sipsess_sock* socket = nullptr;
        check(sipsess_listen(&socket, stack, 32, on_call_in, this), "no SIP sessions");
        socket_.reset(socket);
        ground_.socket = socket;
    }

    void enrol()
    {
        const std::string registrar = "sip:" + domain_;
        const char* route = ground_.route.c_str();
        sipreg* made = nullptr;
        constexpr std::uint32_t expires_s = 300;
        check(sipreg_register(&made, stack_.get(), registrar.c_str(), trunk_.from.c_str(), nullptr,
                              trunk_.from.c_str(), expires_s,
                              trunk_.user.empty() ? "belfry" : trunk_.user.c_str(), &route, 1, 0,
                              authenticate, &account_, false, on_registered, this, nullptr,
                              nullptr),
              "the registration cannot be sent");
        registration_.reset(made);
    }

    void place(const voice::order::Dial& dial)
    {
        const auto uri = "sip:" + user_part(dial.number) + "@" + domain_;
        try {
            calls_.insert_or_assign(dial.call,
                                    std::make_unique<PhoneCall>(ground_, dial.call, uri));
        } catch (const std::runtime_error& failure) {
            ground_.tell(voice::news::Ended{dial.call, 0, 0, failure.what()});
        }
    }

    template <class Do>
    void with_call(const std::string& name, Do what)
    {
        if (const auto found = calls_.find(name); found != calls_.end())
            what(*found->second);
    }

    /// A call's object outlives the callback in which it ended.
    void bury(const std::string& call)
    {
        if (auto ended = calls_.extract(call))
            dead_.push_back(std::move(ended.mapped()));
        tmr_start(
            &burial_, 0, [](void* self) { static_cast<Inside*>(self)->dead_.clear(); }, this);
    }

    static void on_registered(int error, const sip_msg* message, void* self)
    {
        const auto& inside = *static_cast<Inside*>(self);
        const int code = message == nullptr ? 0 : message->scode;
        if (error == 0 && code >= 200 && code < 300)
            return inside.ground_.tell(voice::news::Ready{});
        if (error == 0 && code < 200)
            return;
        inside.ground_.tell(voice::news::Trouble{code, error != 0 ? std::strerror(error)
                                                                  : text_of(message->reason)});
    }

    /// Trunks ask whether we are there (RFC 3261 11).
    static bool on_request(const sip_msg* message, void* self)
    {
        if (pl_strcmp(&message->met, "OPTIONS") != 0)
            return false;
        sip_reply(static_cast<Inside*>(self)->stack_.get(), message, 200, "OK");
        return true;
    }

    /// Nobody is here to talk to.
    static void on_call_in(const sip_msg* message, void* self)
    {
        sip_treply(nullptr, static_cast<Inside*>(self)->stack_.get(), message, 486, "Busy Here");
    }

    static void on_exit(void* self)
    {
        const auto& inside = *static_cast<Inside*>(self);
        if (inside.closed_)
            inside.closed_();
    }

    TrunkSettings trunk_;
    Account account_;
    std::string domain_;
    CallGround ground_;
    tmr burial_{};
    std::function<void()> closed_;
    Reference<dnsc> dns_;
    Reference<sip> stack_;
    Reference<sip_lsnr> listener_;
    Reference<sipsess_sock> socket_;
    Reference<sipreg> registration_;
    std::map<std::string, std::unique_ptr<PhoneCall>> calls_;
    std::vector<std::unique_ptr<PhoneCall>> dead_;
};

SipPhone::SipPhone(const TrunkSettings& trunk, Tell tell)
    : inside_(std::make_unique<Inside>(trunk, std::move(tell)))
{
}

SipPhone::~SipPhone() = default;

void SipPhone::take(const voice::Order& order)
{
    inside_->take(order);
}

void SipPhone::close(std::function<void()> closed)
{
    inside_->close(std::move(closed));
}

} // namespace relay::phone
