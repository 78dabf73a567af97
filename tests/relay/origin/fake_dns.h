#pragma once
#include "relay/origin/dns.h"
#include <map>
#include <set>
#include <utility>

namespace tests {

/// Knows what it is told, and counts what it is asked.
class FakeDns final : public relay::origin::Dns {
public:
    using Kind = relay::origin::DnsKind;

    FakeDns& add(const std::string& name, Kind kind, std::vector<std::string> records)
    {
        records_[{name, kind}] = std::move(records);
        return *this;
    }
    FakeDns& text(const std::string& name, const std::string& record)
    {
        return add(name, Kind::Txt, {record});
    }
    FakeDns& trouble_with(const std::string& name)
    {
        troubled_.insert(name);
        return *this;
    }

    relay::origin::DnsAnswer ask(const std::string& name, Kind kind) override
    {
        using State = relay::origin::DnsAnswer::State;
        ++asked;
        if (troubled_.contains(name))
            return {State::Trouble, {}};
        const auto found = records_.find({name, kind});
        if (found == records_.end())
            return {State::None, {}};
        return {State::Found, found->second};
    }

    int asked = 0;

private:
    std::map<std::pair<std::string, Kind>, std::vector<std::string>> records_;
    std::set<std::string> troubled_;
};

} // namespace tests
