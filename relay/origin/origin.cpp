#include "relay/origin/origin.h"
#include <algorithm>
#include <array>
#include <cstdlib>
#include <libpsl.h>
#include <memory>

namespace relay::origin {
namespace {

/// Relaxed alignment, RFC 7489 3.1.
bool is_aligned(const std::string& domain, const std::string& from)
{
    return !domain.empty() && !from.empty() && organisation_of(domain) == organisation_of(from);
}

std::string_view word(Dkim result)
{
    switch (result) {
    case Dkim::Pass:
        return "pass";
    case Dkim::Fail:
        return "fail";
    case Dkim::TempError:
        return "temperror";
    }
    std::abort();
}

std::string_view word(Dmarc result)
{
    switch (result) {
    case Dmarc::None:
        return "none";
    case Dmarc::Pass:
        return "pass";
    case Dmarc::Fail:
        return "fail";
    case Dmarc::TempError:
        return "temperror";
    }
    std::abort();
}

/// The value of a tag such as "aspf" in "v=DMARC1; p=none; aspf=s"; empty: it is not there.
std::string tag(std::string_view record, std::string_view name)
{
    while (!record.empty()) {
        const auto end = std::min(record.find(';'), record.size());
        auto part = record.substr(0, end);
        record.remove_prefix(std::min(end + 1, record.size()));
        part.remove_prefix(std::min(part.find_first_not_of(' '), part.size()));
        const auto equals = part.find('=');
        if (equals == std::string_view::npos || part.substr(0, equals) != name)
            continue;
        auto value = part.substr(equals + 1);
        value = value.substr(0, value.find_last_not_of(' ') + 1);
        return std::string(value);
    }
    return {};
}

struct Policy {
    Dmarc found = Dmarc::None; ///< Pass: there is one
    bool is_strict_spf = false;
    bool is_strict_dkim = false;
};

/// RFC 7489 6.6.3: of the domain, else of its organisation.
Policy policy_of(Dns& dns, const std::string& from)
{
    for (const auto& domain : {from, organisation_of(from)}) {
        const auto answer = dns.ask("_dmarc." + domain, DnsKind::Txt);
        if (answer.state == DnsAnswer::State::Trouble)
            return {Dmarc::TempError};
        std::vector<std::string> records;
        std::ranges::copy_if(answer.records, std::back_inserter(records),
                             [](const auto& text) { return text.starts_with("v=DMARC1"); });
        if (records.size() == 1)
            return {Dmarc::Pass, tag(records.front(), "aspf") == "s",
                    tag(records.front(), "adkim") == "s"};
    }
    return {};
}

bool fits(const std::string& domain, const std::string& from, bool is_strict)
{
    return is_strict ? domain == from : is_aligned(domain, from);
}

Dmarc dmarc_of(Dns& dns, const Origin& origin)
{
    if (origin.from_domain.empty())
        return Dmarc::None;
    const auto policy = policy_of(dns, origin.from_domain);
    if (policy.found != Dmarc::Pass)
        return policy.found;
    const bool by_spf = origin.spf == Spf::Pass &&
                        fits(origin.spf_domain, origin.from_domain, policy.is_strict_spf);
    const bool by_dkim = std::ranges::any_of(origin.dkim, [&](const auto& signature) {
        return signature.result == Dkim::Pass &&
               fits(signature.domain, origin.from_domain, policy.is_strict_dkim);
    });
    if (by_spf || by_dkim)
        return Dmarc::Pass;
    return origin.may_change() ? Dmarc::TempError : Dmarc::Fail;
}

} // namespace

std::string organisation_of(const std::string& domain)
{
    const auto* found = psl_registrable_domain(psl_builtin(), domain.c_str());
    return found == nullptr ? domain : std::string(found);
}

bool Origin::passes(std::string_view proof) const
{
    if (proof == "spf")
        return spf == Spf::Pass;
    if (proof == "dmarc")
        return dmarc == Dmarc::Pass;
    return std::ranges::any_of(dkim, [&](const auto& signature) {
        return signature.result == Dkim::Pass && is_aligned(signature.domain, from_domain);
    });
}

bool Origin::may_change() const
{
    return spf == Spf::TempError || dmarc == Dmarc::TempError ||
           std::ranges::any_of(
               dkim, [](const auto& signature) { return signature.result == Dkim::TempError; });
}

std::string Origin::text() const
{
    auto words = "spf=" + std::string(word(spf)) + " smtp.mailfrom=" + spf_domain;
    for (const auto& signature : dkim)
        words += "; dkim=" + std::string(word(signature.result)) + " header.d=" + signature.domain;
    if (dkim.empty())
        words += "; dkim=none";
    return words + "; dmarc=" + std::string(word(dmarc)) + " header.from=" + from_domain;
}

Origin examine(Dns& asked, const Claims& claims, std::string_view message, const Budget& budget)
{
    BoundedDns dns(asked, budget);
    Origin origin;
    origin.from_domain = claims.from_domain;
    // RFC 7208 2.4: of a report the HELO name is asked for.
    origin.spf_domain = claims.sender_domain.empty() ? claims.helo : claims.sender_domain;
    origin.spf =
        check_spf(dns, {claims.address, claims.helo, claims.sender_local, origin.spf_domain});
    origin.dkim = verify_dkim(dns, message);
    origin.dmarc = dmarc_of(dns, origin);
    return origin;
}

} // namespace relay::origin
