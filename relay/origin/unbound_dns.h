#pragma once
#include "relay/origin/dns.h"
#include <chrono>
#include <memory>
#include <string>
#include <tl/expected.hpp>

namespace relay::origin {

/// Asks a resolver. Thread-safe: each thread that asks at the same time has a context of its own.
class UnboundDns final : public Dns {
public:
    /// `resolver`: "ADDRESS:PORT" or "[ADDRESS]:PORT"; empty: those of /etc/resolv.conf.
    static tl::expected<std::unique_ptr<UnboundDns>, std::string> make(const std::string& resolver);
    ~UnboundDns() override;

    /// What does not come within 5 s is Trouble.
    DnsAnswer ask(const std::string& name, DnsKind kind) override;

private:
    class Contexts;
    explicit UnboundDns(std::unique_ptr<Contexts> contexts);
    std::unique_ptr<Contexts> contexts_;
};

} // namespace relay::origin
