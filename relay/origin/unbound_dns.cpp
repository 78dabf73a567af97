#include "relay/origin/unbound_dns.h"
#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <mutex>
#include <poll.h>
#include <string_view>
#include <unbound.h>
#include <utility>

namespace relay::origin {
namespace {

constexpr std::chrono::milliseconds patience{5000};
constexpr std::size_t most_records = 100;

struct EndContext {
    void operator()(ub_ctx* context) const { ub_ctx_delete(context); }
};
using Context = std::unique_ptr<ub_ctx, EndContext>;

struct EndResult {
    void operator()(ub_result* result) const { ub_resolve_free(result); }
};

int type_of(DnsKind kind)
{
    switch (kind) { // RFC 1035 3.2.2, RFC 3596 2.1
    case DnsKind::A:
        return 1;
    case DnsKind::Aaaa:
        return 28;
    case DnsKind::Mx:
        return 15;
    case DnsKind::Txt:
        return 16;
    case DnsKind::Ptr:
        return 12;
    }
    std::abort();
}

/// "192.0.2.1@53", which is how the library writes it. Empty: no such address.
std::string forwarder(std::string resolver)
{
    const auto colon = resolver.rfind(':');
    if (colon == std::string::npos)
        return {};
    auto host = resolver.substr(0, colon);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    std::array<unsigned char, 16> binary{};
    if (inet_pton(AF_INET, host.c_str(), binary.data()) != 1 &&
        inet_pton(AF_INET6, host.c_str(), binary.data()) != 1)
        return {};
    return host + "@" + resolver.substr(colon + 1);
}

std::string address_of(std::string_view octets)
{
    std::array<char, INET6_ADDRSTRLEN> text{};
    const int family = octets.size() == 4 ? AF_INET : AF_INET6;
    if (octets.size() != 4 && octets.size() != 16)
        return {};
    return inet_ntop(family, octets.data(), text.data(), text.size());
}

/// RFC 1035 3.3.14: strings with their lengths before them, which belong together.
std::string text_of(std::string_view octets)
{
    std::string text;
    while (!octets.empty()) {
        const std::size_t length = static_cast<unsigned char>(octets.front());
        text += octets.substr(1, length);
        octets.remove_prefix(std::min(length + 1, octets.size()));
    }
    return text;
}

/// Labels without compression, which the library has undone.
std::string name_of(std::string_view octets)
{
    std::string name;
    while (!octets.empty() && octets.front() != '\0') {
        const std::size_t length = static_cast<unsigned char>(octets.front());
        name += (name.empty() ? "" : ".") + std::string(octets.substr(1, length));
        octets.remove_prefix(std::min(length + 1, octets.size()));
    }
    return name;
}

std::vector<std::string> records_of(const ub_result& result, DnsKind kind)
{
    std::vector<std::pair<int, std::string>> found;
    for (std::size_t at = 0; at < most_records && result.data[at] != nullptr; ++at) {
        std::string_view octets(result.data[at], static_cast<std::size_t>(result.len[at]));
        int order = 0;
        std::string record;
        if (kind == DnsKind::Mx && octets.size() > 2) {
            order =
                static_cast<unsigned char>(octets[0]) * 256 + static_cast<unsigned char>(octets[1]);
            record = name_of(octets.substr(2));
        } else if (kind == DnsKind::Txt) {
            record = text_of(octets);
        } else if (kind == DnsKind::Ptr) {
            record = name_of(octets);
        } else if (kind != DnsKind::Mx) {
            record = address_of(octets);
        }
        if (!record.empty())
            found.emplace_back(order, std::move(record));
    }
    std::ranges::stable_sort(found, {}, &std::pair<int, std::string>::first);
    std::vector<std::string> records;
    for (auto& [order, record] : found)
        records.push_back(std::move(record));
    return records;
}

/// What the library calls back with. Lives until it did, or the question was cancelled.
struct Waiting {
    bool is_over = false;
    std::unique_ptr<ub_result, EndResult> result;
};

void take_result(void* of, int error, ub_result* result)
{
    auto& waiting = *static_cast<Waiting*>(of);
    waiting.is_over = true;
    waiting.result.reset(error == 0 ? result : nullptr);
}

} // namespace

class UnboundDns::Contexts {
public:
    explicit Contexts(std::string where) : forwarder_(std::move(where)) {}

    /// One that nobody uses now. Empty: the library cannot make any.
    Context take()
    {
        {
            const std::lock_guard lock(mutex_);
            if (!idle_.empty()) {
                auto context = std::move(idle_.back());
                idle_.pop_back();
                return context;
            }
        }
        return made();
    }
    void give_back(Context context)
    {
        const std::lock_guard lock(mutex_);
        idle_.push_back(std::move(context));
    }

private:
    Context made() const
    {
        Context context(ub_ctx_create());
        if (!context)
            return nullptr;
        // A thread of the library's own does the asking, so that our wait can have an end.
        ub_ctx_async(context.get(), 1);
        ub_ctx_set_option(context.get(), "do-not-query-localhost:", "no");
        const int error = forwarder_.empty() ? ub_ctx_resolvconf(context.get(), nullptr)
                                             : ub_ctx_set_fwd(context.get(), forwarder_.c_str());
        return error == 0 ? std::move(context) : nullptr;
    }

    std::string forwarder_;
    std::mutex mutex_;
    std::vector<Context> idle_; ///< guarded by mutex_
};

tl::expected<std::unique_ptr<UnboundDns>, std::string> UnboundDns::make(const std::string& resolver)
{
    const auto where = resolver.empty() ? std::string() : forwarder(resolver);
    if (where.empty() && !resolver.empty())
        return tl::unexpected("'" + resolver + "' is no ADDRESS:PORT");
    return std::unique_ptr<UnboundDns>(new UnboundDns(std::make_unique<Contexts>(where)));
}

UnboundDns::UnboundDns(std::unique_ptr<Contexts> contexts) : contexts_(std::move(contexts)) {}

UnboundDns::~UnboundDns() = default;

DnsAnswer UnboundDns::ask(const std::string& name, DnsKind kind)
{
    constexpr int internet = 1;
    const DnsAnswer trouble{DnsAnswer::State::Trouble, {}};
    auto context = contexts_->take();
    if (!context)
        return trouble;
    Waiting waiting;
    int id = 0;
    if (ub_resolve_async(context.get(), name.c_str(), type_of(kind), internet, &waiting,
                         take_result, &id) != 0)
        return trouble;
    const auto end = std::chrono::steady_clock::now() + patience;
    while (!waiting.is_over) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            end - std::chrono::steady_clock::now());
        pollfd watched{ub_fd(context.get()), POLLIN, 0};
        if (left.count() <= 0 || ::poll(&watched, 1, static_cast<int>(left.count())) == 0) {
            ub_cancel(context.get(), id);
            return trouble; // the context goes too: it may be stuck
        }
        ub_process(context.get());
    }
    contexts_->give_back(std::move(context));
    const auto* result = waiting.result.get();
    constexpr int no_such_name = 3;
    if (result == nullptr || (result->rcode != 0 && result->rcode != no_such_name))
        return trouble;
    if (result->havedata == 0)
        return {};
    return {DnsAnswer::State::Found, records_of(*result, kind)};
}

} // namespace relay::origin
