#include "relay/origin/spf.h"
#include "relay/origin/spf_macro.h"
#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <cstdlib>
#include <optional>
#include <utility>

namespace relay::origin {
namespace {

constexpr int most_lookups = 10;
constexpr int most_void_lookups = 2;
constexpr std::size_t most_hosts = 10; ///< of one mx

std::string lowered(std::string_view text)
{
    std::string low(text);
    std::ranges::transform(low, low.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    });
    return low;
}

std::vector<std::string> words_of(std::string_view text)
{
    std::vector<std::string> words;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find(' ', at), text.size());
        if (end > at)
            words.emplace_back(text.substr(at, end - at));
        at = end + 1;
    }
    return words;
}

/// One term of a record, taken apart: "-include:%{d}/24//64".
struct Term {
    Spf result = Spf::Pass; ///< where it matches
    std::string name;       ///< lower case
    std::string value;      ///< behind ':' or '='
    std::string prefix;     ///< behind '/', for IPv4
    std::string prefix6;
    bool is_modifier = false;
};

std::optional<Spf> qualified(char mark)
{
    switch (mark) {
    case '+':
        return Spf::Pass;
    case '-':
        return Spf::Fail;
    case '~':
        return Spf::SoftFail;
    case '?':
        return Spf::Neutral;
    default:
        return std::nullopt;
    }
}

Term term_of(std::string_view word)
{
    Term term;
    if (const auto result = qualified(word.front())) {
        term.result = *result;
        word.remove_prefix(1);
    }
    const auto end = word.find_first_of(":=/");
    term.name = lowered(word.substr(0, end));
    if (end == std::string_view::npos)
        return term;
    term.is_modifier = word[end] == '=';
    auto rest = word.substr(word[end] == '/' ? end : end + 1);
    const bool is_network = term.name == "ip4" || term.name == "ip6" || term.is_modifier;
    // A macro may hold a slash; the prefix lengths stand at the end and are digits.
    const auto slash = is_network ? std::string_view::npos : rest.find('/', rest.rfind('}') + 1);
    term.value = rest.substr(0, slash);
    if (slash == std::string_view::npos)
        return term;
    rest.remove_prefix(slash);
    const auto six = rest.find("//");
    term.prefix = six == 0 ? std::string() : std::string(rest.substr(1, six - 1));
    if (six != std::string_view::npos)
        term.prefix6 = rest.substr(six + 2);
    return term;
}

/// 4 or 16; none: it is no address.
std::vector<unsigned char> octets_of(const std::string& address)
{
    std::vector<unsigned char> octets(16);
    if (inet_pton(AF_INET6, address.c_str(), octets.data()) == 1)
        return octets;
    octets.resize(4);
    if (inet_pton(AF_INET, address.c_str(), octets.data()) == 1)
        return octets;
    return {};
}

/// RFC 1035 3.5, RFC 3596 2.5.
std::string reverse_name(const std::vector<unsigned char>& octets)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string name;
    for (auto at = octets.rbegin(); at != octets.rend(); ++at) {
        if (octets.size() == 4)
            name += std::to_string(*at) + ".";
        else
            name += {digits[*at & 0xFU], '.', digits[*at >> 4U], '.'};
    }
    return name + (octets.size() == 4 ? "in-addr.arpa" : "ip6.arpa");
}

bool is_below(std::string_view name, std::string_view domain)
{
    return name == domain || (name.ends_with(domain) && name.size() > domain.size() &&
                              name[name.size() - domain.size() - 1] == '.');
}

/// Thrown where no mechanism after this one can be looked at any more.
struct Stop {
    Spf result;
};

class Evaluation {
public:
    Evaluation(Dns& dns, const SpfQuestion& question) : dns_(dns), question_(question) {}

    Spf check(const std::string& domain)
    {
        const auto record = record_of(domain);
        if (!record)
            return Spf::None;
        const auto terms = terms_of(*record);
        std::string redirect;
        for (const auto& term : terms) {
            if (term.is_modifier && term.name == "redirect")
                redirect = term.value;
            else if (!term.is_modifier && matches(term, domain))
                return term.result;
        }
        if (redirect.empty())
            return Spf::Neutral;
        count();
        const auto result = check(name_from(redirect, domain));
        return result == Spf::None ? Spf::PermError : result;
    }

private:
    /// RFC 7208 4.5: exactly one record.
    std::optional<std::string> record_of(const std::string& domain)
    {
        const auto answer = dns_.ask(domain, DnsKind::Txt);
        if (answer.state == DnsAnswer::State::Trouble)
            throw Stop{Spf::TempError};
        std::optional<std::string> found;
        for (const auto& text : answer.records) {
            const auto low = lowered(text.substr(0, 7));
            if (low != "v=spf1" && low != "v=spf1 ")
                continue;
            if (found)
                throw Stop{Spf::PermError};
            found = text.substr(std::min<std::size_t>(text.size(), 6));
        }
        return found;
    }

    /// Mistakes anywhere are mistakes of the whole record (RFC 7208 4.6).
    static std::vector<Term> terms_of(const std::string& record)
    {
        std::vector<Term> terms;
        for (const auto& word : words_of(record)) {
            terms.push_back(term_of(word));
            constexpr std::array<std::string_view, 8> known{"all", "include", "a",   "mx",
                                                            "ptr", "ip4",     "ip6", "exists"};
            const auto& term = terms.back();
            const bool is_known =
                term.is_modifier || std::ranges::find(known, term.name) != known.end();
            const bool needs_value = term.name == "include" || term.name == "ip4" ||
                                     term.name == "ip6" || term.name == "exists";
            if (!is_known || term.name.empty() || (needs_value && term.value.empty()))
                throw Stop{Spf::PermError};
        }
        return terms;
    }

    bool matches(const Term& term, const std::string& domain)
    {
        if (term.name == "all")
            return true;
        if (term.name == "ip4" || term.name == "ip6")
            return is_in(term.value);
        count();
        if (term.name == "ptr")
            return is_named_below(term.value.empty() ? domain : name_from(term.value, domain));
        const auto name = term.value.empty() ? domain : name_from(term.value, domain);
        if (term.name == "include")
            return includes(name);
        if (term.name == "exists")
            return !ask(name, DnsKind::A).empty();
        if (term.name == "a")
            return is_at(name, term);
        auto hosts = ask(name, DnsKind::Mx);
        if (hosts.size() > most_hosts)
            throw Stop{Spf::PermError};
        return std::ranges::any_of(hosts, [&](const auto& host) { return is_at(host, term); });
    }

    /// RFC 7208 5.2.
    bool includes(const std::string& name)
    {
        switch (check(name)) {
        case Spf::Pass:
            return true;
        case Spf::Fail:
        case Spf::SoftFail:
        case Spf::Neutral:
            return false;
        case Spf::TempError:
            throw Stop{Spf::TempError};
        case Spf::PermError:
        case Spf::None:
            break;
        }
        throw Stop{Spf::PermError};
    }

    bool is_in(const std::string& network) const
    {
        const auto slash = network.find('/');
        const bool is_v6 = network.find(':') != std::string::npos;
        const auto whole = std::string(is_v6 ? "128" : "32");
        return is_near(network.substr(0, slash),
                       slash == std::string::npos ? whole : network.substr(slash + 1));
    }

    /// Do both addresses agree in so many bits? Those of another family do not.
    bool is_near(const std::string& other, const std::string& prefix) const
    {
        const auto theirs = octets_of(other);
        const auto ours = octets_of(question_.address);
        std::size_t bits = 0;
        const auto [end, error] =
            std::from_chars(prefix.data(), prefix.data() + prefix.size(), bits);
        if (theirs.empty() || error != std::errc{} || end != prefix.data() + prefix.size() ||
            bits > theirs.size() * 8)
            throw Stop{Spf::PermError};
        if (theirs.size() != ours.size())
            return false;
        for (std::size_t bit = 0; bit < bits; ++bit) {
            const auto mask = 0x80U >> (bit % 8);
            if (((theirs[bit / 8] ^ ours[bit / 8]) & mask) != 0)
                return false;
        }
        return true;
    }

    bool is_at(const std::string& host, const Term& term)
    {
        const bool is_v6 = question_.address.find(':') != std::string::npos;
        const auto& given = is_v6 ? term.prefix6 : term.prefix;
        const auto prefix = given.empty() ? std::string(is_v6 ? "128" : "32") : given;
        const auto addresses = ask(host, is_v6 ? DnsKind::Aaaa : DnsKind::A);
        return std::ranges::any_of(addresses,
                                   [&](const auto& address) { return is_near(address, prefix); });
    }

    /// RFC 7208 5.5: has the client a name there that leads back to its address? A name that nobody
    /// knows just now is none.
    bool is_named_below(const std::string& domain)
    {
        const bool is_v6 = question_.address.find(':') != std::string::npos;
        const auto kind = is_v6 ? DnsKind::Aaaa : DnsKind::A;
        const auto ours = octets_of(question_.address);
        auto names = dns_.ask(reverse_name(ours), DnsKind::Ptr).records;
        names.resize(std::min(names.size(), most_hosts));
        return std::ranges::any_of(names, [&](const std::string& name) {
            return is_below(lowered(name), lowered(domain)) &&
                   std::ranges::any_of(dns_.ask(name, kind).records, [&](const auto& address) {
                       return octets_of(address) == ours;
                   });
        });
    }

    std::vector<std::string> ask(const std::string& name, DnsKind kind)
    {
        auto answer = dns_.ask(name, kind);
        if (answer.state == DnsAnswer::State::Trouble)
            throw Stop{Spf::TempError};
        if (answer.records.empty() && ++void_lookups_ > most_void_lookups)
            throw Stop{Spf::PermError};
        return std::move(answer.records);
    }

    void count()
    {
        if (++lookups_ > most_lookups)
            throw Stop{Spf::PermError};
    }

    std::string name_from(const std::string& text, const std::string& domain) const
    {
        auto name = expanded(text, question_, domain);
        if (!name || name->empty())
            throw Stop{Spf::PermError};
        return *name;
    }

    Dns& dns_;
    const SpfQuestion& question_;
    int lookups_ = 0;
    int void_lookups_ = 0;
};

} // namespace

std::string_view word(Spf result)
{
    switch (result) {
    case Spf::None:
        return "none";
    case Spf::Neutral:
        return "neutral";
    case Spf::Pass:
        return "pass";
    case Spf::Fail:
        return "fail";
    case Spf::SoftFail:
        return "softfail";
    case Spf::TempError:
        return "temperror";
    case Spf::PermError:
        return "permerror";
    }
    std::abort();
}

Spf check_spf(Dns& dns, const SpfQuestion& question)
{
    if (question.domain.find('.') == std::string::npos) // RFC 7208 4.3
        return Spf::None;
    try {
        return Evaluation(dns, question).check(question.domain);
    } catch (const Stop& stop) {
        return stop.result;
    }
}

} // namespace relay::origin
