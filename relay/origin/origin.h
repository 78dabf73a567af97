#pragma once
#include "relay/origin/bounded_dns.h"
#include "relay/origin/dkim.h"
#include "relay/origin/spf.h"
#include <string>
#include <string_view>
#include <vector>

namespace relay::origin {

enum class Dmarc { None, Pass, Fail, TempError };

/// Who proved to have sent a mail, as far as the DNS can tell.
struct Origin {
    Spf spf = Spf::None;
    std::string spf_domain;
    std::vector<DkimSignature> dkim;
    Dmarc dmarc = Dmarc::None;
    std::string from_domain; ///< of the From field

    /// "spf", "dkim" or "dmarc"; a DKIM signature counts when its domain is aligned with From.
    bool passes(std::string_view proof) const;
    /// Would asking again later be of use?
    bool may_change() const;
    /// "spf=pass smtp.mailfrom=a.example; dkim=pass header.d=a.example; dmarc=none ..." (RFC 8601)
    std::string text() const;
};

struct Claims {
    std::string address; ///< of the client, numeric
    std::string helo;
    std::string sender_local;
    std::string sender_domain; ///< empty: the null sender
    std::string from_domain;   ///< as the DNS has it; may be empty
};

/// SPF (RFC 7208), DKIM (RFC 6376) and whether they are aligned with From as DMARC (RFC 7489) asks.
/// All of it together is bounded: what is not known by then is a temporary error.
Origin examine(Dns& dns, const Claims& claims, std::string_view message, const Budget& budget = {});

/// The domain under which one organisation registers names: "a.example.co.uk" is "example.co.uk".
std::string organisation_of(const std::string& domain);

} // namespace relay::origin
