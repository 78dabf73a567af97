#pragma once
// Addresses of the SMTP envelope (RFC 5321 4.1.2) and the patterns of allow lists.
//
// An Address is a key into the directory and a word on the wire, never a path, a
// command or a route: it carries no source route, and nothing here interprets '%' or '!'.
#include "mail/result.h"

#include <compare>
#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// A well-formed mailbox: local@domain, or the bare word "postmaster".
///
/// Printable, without CR, LF or NUL, at most 254 octets; beyond ASCII only where
/// parse_utf8() made it. The local part keeps its case, of the domain ASCII letters are
/// lower-case; two addresses are equal when both agree, so compare local parts yourself
/// where case must not matter.
class Address {
public:
    static constexpr std::size_t max_bytes = 254; ///< RFC 5321 4.5.3.1.3 without the brackets

    /// Takes `local@domain`: dot-string or quoted local part, host name or address literal.
    /// No angle brackets, no source route. The 64 octets of RFC 5321 4.5.3.1.1 are not
    /// enforced: bounce addresses of mailing lists are longer and must not be refused.
    static Result<Address> parse(std::string_view text);

    /// As parse(), and well-formed UTF-8 in the local part and in the labels of the domain
    /// (RFC 6531 3.3). Such a domain must be one that IDNA 2008 can look up.
    static Result<Address> parse_utf8(std::string_view text);

    /// As parse_utf8(), but also takes the domain-less "postmaster" (RFC 5321 4.1.1.3).
    static Result<Address> parse_recipient(std::string_view text);

    const std::string& local() const noexcept { return local_; }   ///< without quotes
    const std::string& domain() const noexcept { return domain_; } ///< lower-case; may be empty
    std::string ascii_domain() const; ///< its labels as the DNS has them: "xn--..."
    std::string text() const;         ///< as written on the wire, quoted where it must be

    bool is_ascii() const; ///< a server without SMTPUTF8 can be told it
    bool is_literal() const noexcept { return !domain_.empty() && domain_.front() == '['; }
    bool is_postmaster() const; ///< at any domain, in any case
    /// The local part contains '@', '%' or '!': somebody asks us to route by it.
    bool asks_for_routing() const;

    friend auto operator<=>(const Address&, const Address&) = default;

private:
    Address(std::string local, std::string domain)
        : local_(std::move(local)), domain_(std::move(domain))
    {
    }
    std::string local_;
    std::string domain_;
};

/// One line of an allow list: "nurse@ward.example", "*@ward.example" or "*".
/// Case of ASCII letters never matters, neither in the local part nor in the domain. Domains are
/// compared as the DNS has them.
class AddressPattern {
public:
    static Result<AddressPattern> parse(std::string_view text);

    bool matches(const Address& address) const;
    const std::string& text() const noexcept { return text_; } ///< lower-case

private:
    explicit AddressPattern(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

bool matches_any(const std::vector<AddressPattern>& patterns, const Address& address);

} // namespace mail
