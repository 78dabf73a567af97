#include "mail/address.h"

#include "mail/charset.h"
#include "mail/detail/ascii.h"

#include <algorithm>
#include <arpa/inet.h>
#include <idn2.h>
#include <memory>

namespace mail {
namespace {

// RFC 5322 3.2.3; RFC 6532 3.2 adds what is beyond ASCII.
bool is_atext(char c)
{
    return ascii::is_alnum(c) || ascii::is_8bit(c) ||
           std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

bool is_dot_string(std::string_view text)
{
    if (text.empty() || text.front() == '.' || text.back() == '.')
        return false;
    if (text.find("..") != std::string_view::npos)
        return false;
    return std::all_of(text.begin(), text.end(), [](char c) { return c == '.' || is_atext(c); });
}

// RFC 5321 4.1.2 Quoted-string; `text` starts behind the opening quote. Returns the
// number of octets up to and with the closing quote, or 0.
std::size_t unquote(std::string_view text, std::string& content)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"')
            return i + 1;
        if (text[i] == '\\' && ++i == text.size())
            return 0;
        if (text[i] != ' ' && !ascii::is_graphic(text[i]) && !ascii::is_8bit(text[i]))
            return 0;
        content += text[i];
    }
    return 0;
}

bool is_label(std::string_view label)
{
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-')
        return false;
    // The underscore is not allowed, but there are Windows hosts with it.
    return std::all_of(label.begin(), label.end(),
                       [](char c) { return ascii::is_alnum(c) || c == '-' || c == '_'; });
}

bool is_host_name(std::string_view text)
{
    if (text.empty() || text.size() > 253 || text.back() == '.')
        return false;
    while (!text.empty()) {
        if (!is_label(ascii::cut_before(text, '.')))
            return false;
    }
    return true;
}

bool has_8bit(std::string_view text)
{
    return std::any_of(text.begin(), text.end(), ascii::is_8bit);
}

// RFC 5891 5: empty when there is no such name in the DNS.
std::string looked_up_as(const std::string& domain)
{
    char* raw = nullptr;
    const int error = idn2_to_ascii_8z(domain.c_str(), &raw, IDN2_NONTRANSITIONAL);
    const std::unique_ptr<char, void (*)(void*)> ascii(raw, idn2_free);
    return error == IDN2_OK ? std::string(ascii.get()) : std::string();
}

bool is_domain(std::string_view text)
{
    if (has_8bit(text))
        return is_host_name(looked_up_as(std::string(text)));
    return is_host_name(text);
}

// C1 controls (U+0080 to U+009F) are as little text as the others.
bool is_text(std::string_view utf8)
{
    if (!is_utf8(utf8))
        return false;
    for (std::size_t at = utf8.find('\xC2'); at != std::string_view::npos;
         at = utf8.find('\xC2', at + 1)) {
        if (static_cast<unsigned char>(utf8[at + 1]) < 0xA0)
            return false;
    }
    return true;
}

// RFC 5321 4.1.3, without General-address-literal: no such tag was ever registered.
bool is_address_literal(std::string_view text)
{
    if (text.size() < 3 || text.front() != '[' || text.back() != ']')
        return false;
    const std::string inner(text.substr(1, text.size() - 2));
    unsigned char binary[16];
    if (ascii::starts_with(inner, "IPv6:"))
        return inet_pton(AF_INET6, inner.c_str() + 5, binary) == 1;
    return inet_pton(AF_INET, inner.c_str(), binary) == 1;
}

std::string quoted(std::string_view local)
{
    std::string result = "\"";
    for (char c : local) {
        if (c == '"' || c == '\\')
            result += '\\';
        result += c;
    }
    return result + '"';
}

// What patterns compare.
std::string name_of(const Address& address)
{
    const auto text = address.text();
    return ascii::lowered(text.substr(0, text.size() - address.domain().size())) +
           address.ascii_domain();
}

struct Split {
    std::string local;
    std::string_view domain;
};

Result<Split> split(std::string_view text)
{
    Split result;
    std::size_t at = text.find('@');
    if (!text.empty() && text.front() == '"') {
        const std::size_t used = unquote(text.substr(1), result.local);
        if (used == 0 || result.local.empty())
            return fail("local_part", "the quoted part before '@' is not well-formed");
        at = used + 1;
        if (at >= text.size() || text[at] != '@')
            return fail("domain", "behind the quoted part '@domain' is missing");
    }
    if (at == std::string_view::npos)
        return fail("domain", "'@domain' is missing");
    if (result.local.empty() && !is_dot_string(text.substr(0, at)))
        return fail("local_part",
                    "the part before '@' is empty or has characters that need quotes");
    if (result.local.empty())
        result.local = text.substr(0, at);
    result.domain = text.substr(at + 1);
    return result;
}

} // namespace

Result<Address> Address::parse(std::string_view text)
{
    if (has_8bit(text))
        return fail("not_ascii", "an address has printable ASCII only");
    return parse_utf8(text);
}

Result<Address> Address::parse_utf8(std::string_view text)
{
    if (has_8bit(text) && !is_text(text))
        return fail("not_utf8", "the address is no well-formed UTF-8, or has controls");
    if (text.size() > max_bytes)
        return fail("too_long", "an address has at most 254 characters");
    auto parts = split(text);
    if (!parts)
        return tl::unexpected(parts.error());
    if (!is_domain(parts->domain) && !is_address_literal(parts->domain))
        return fail("domain", "the part behind '@' is no host name and no address in brackets");
    return Address(std::move(parts->local), ascii::lowered(parts->domain));
}

Result<Address> Address::parse_recipient(std::string_view text)
{
    if (ascii::same(text, "postmaster"))
        return Address(std::string(text), "");
    return parse_utf8(text);
}

std::string Address::ascii_domain() const
{
    return has_8bit(domain_) ? looked_up_as(domain_) : domain_;
}

bool Address::is_ascii() const
{
    return !has_8bit(local_) && !has_8bit(domain_);
}

std::string Address::text() const
{
    std::string result = is_dot_string(local_) ? local_ : quoted(local_);
    if (!domain_.empty())
        result += '@' + domain_;
    return result;
}

bool Address::is_postmaster() const
{
    return ascii::same(local_, "postmaster");
}

bool Address::asks_for_routing() const
{
    return local_.find_first_of("@%!") != std::string::npos;
}

Result<AddressPattern> AddressPattern::parse(std::string_view text)
{
    const auto trimmed = ascii::trimmed(text);
    if (trimmed == "*")
        return AddressPattern("*");
    const bool any_local = trimmed.substr(0, 2) == "*@";
    const auto address = Address::parse_utf8(any_local ? "x" + std::string(trimmed.substr(1))
                                                       : std::string(trimmed));
    if (!address)
        return fail("pattern", "write name@domain, *@domain or * (" + address.error().detail + ")");
    if (any_local)
        return AddressPattern("*@" + address->ascii_domain());
    if (address->local().find('*') != std::string::npos)
        return fail("pattern", "'*' stands for a whole name or for everything: *@domain or *");
    return AddressPattern(name_of(*address));
}

bool AddressPattern::matches(const Address& address) const
{
    if (text_ == "*")
        return true;
    if (text_.compare(0, 2, "*@") == 0)
        return std::string_view(text_).substr(2) == address.ascii_domain();
    return text_ == name_of(address);
}

bool matches_any(const std::vector<AddressPattern>& patterns, const Address& address)
{
    return std::any_of(patterns.begin(), patterns.end(),
                       [&](const AddressPattern& pattern) { return pattern.matches(address); });
}

} // namespace mail
