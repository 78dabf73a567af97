#include "relay/origin/dkim.h"
#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <strings.h>
#include <sys/types.h>
// The library's header needs both of these before it.
#include <stdbool.h>
extern "C" {
#include <opendkim/dkim.h>
}

namespace relay::origin {
namespace {

constexpr int most_signatures = 10;

/// What a key look-up needs; hangs on the handle of the message.
struct Keys {
    Dns& dns;
    std::vector<std::string> troubled{}; ///< names that nobody knows just now
};

/// Where the key of a signature is; empty: it does not say.
std::string key_name(DKIM_SIGINFO* signature)
{
    const auto* selector = reinterpret_cast<const char*>(dkim_sig_getselector(signature));
    const auto* domain = reinterpret_cast<const char*>(dkim_sig_getdomain(signature));
    return selector == nullptr || domain == nullptr
               ? std::string()
               : std::string(selector) + "._domainkey." + domain;
}

DKIM_CBSTAT find_key(DKIM* handle, DKIM_SIGINFO* signature, unsigned char* key, size_t size)
{
    auto& keys = *static_cast<Keys*>(const_cast<void*>(dkim_get_user_context(handle)));
    const auto name = key_name(signature);
    if (name.empty())
        return DKIM_CBSTAT_NOTFOUND;
    const auto answer = keys.dns.ask(name, DnsKind::Txt);
    if (answer.state == DnsAnswer::State::Trouble) {
        keys.troubled.push_back(name);
        return DKIM_CBSTAT_NOTFOUND; // "try again" would end the look at all signatures
    }
    if (answer.records.empty() || answer.records.front().size() >= size)
        return DKIM_CBSTAT_NOTFOUND;
    std::memcpy(key, answer.records.front().c_str(), answer.records.front().size() + 1);
    return DKIM_CBSTAT_CONTINUE;
}

/// The library asks for the keys of all that are not to be passed over, and processes them.
DKIM_CBSTAT pass_over_many(DKIM*, DKIM_SIGINFO** signatures, int count)
{
    for (int at = most_signatures; at < count; ++at)
        dkim_sig_ignore(signatures[at]);
    return DKIM_CBSTAT_CONTINUE;
}

bool is_field(std::string_view line, std::string_view name)
{
    const auto colon = line.find(':');
    return colon != std::string_view::npos && colon >= name.size() &&
           strncasecmp(line.data(), name.data(), name.size()) == 0 &&
           line.substr(name.size(), colon - name.size()).find_first_not_of(" \t") ==
               std::string_view::npos;
}

/// RFC 6376 8.15: one of them is signed, and the other one is shown.
bool says_twice(std::string_view message)
{
    constexpr std::array<std::string_view, 3> once{"From", "Subject", "Content-Type"};
    std::array<int, once.size()> seen{};
    while (!message.empty() && !message.starts_with("\r\n") && !message.starts_with('\n')) {
        const auto line = message.substr(0, message.find('\n'));
        for (std::size_t at = 0; at < once.size(); ++at)
            seen[at] += is_field(line, once[at]) ? 1 : 0;
        message.remove_prefix(std::min(line.size() + 1, message.size()));
    }
    return std::ranges::any_of(seen, [](int count) { return count > 1; });
}

struct EndLibrary {
    void operator()(DKIM_LIB* library) const { dkim_close(library); }
};
struct EndMessage {
    void operator()(DKIM* handle) const { dkim_free(handle); }
};

/// One for the process: it holds settings only.
DKIM_LIB* library()
{
    static const std::unique_ptr<DKIM_LIB, EndLibrary> made = [] {
        std::unique_ptr<DKIM_LIB, EndLibrary> fresh(dkim_init(nullptr, nullptr));
        if (fresh) {
            dkim_set_key_lookup(fresh.get(), find_key);
            dkim_set_prescreen(fresh.get(), pass_over_many);
        }
        return fresh;
    }();
    return made.get();
}

bool is_broken(DKIM_SIGINFO* signature)
{
    dkim_alg_t algorithm = DKIM_SIGN_UNKNOWN;
    return dkim_sig_getsignalg(signature, &algorithm) != DKIM_STAT_OK ||
           algorithm == DKIM_SIGN_RSASHA1;
}

/// What is behind the part that was signed may be anybody's.
bool is_of_all(DKIM* handle, DKIM_SIGINFO* signature)
{
    ssize_t whole = 0;
    ssize_t canonical = 0;
    ssize_t is_limited_to = -1;
    return dkim_sig_getcanonlen(handle, signature, &whole, &canonical, &is_limited_to) ==
               DKIM_STAT_OK &&
           (is_limited_to < 0 || is_limited_to >= whole);
}

bool has_passed(DKIM* handle, DKIM_SIGINFO* signature)
{
    return is_of_all(handle, signature) &&
           (dkim_sig_getflags(signature) & DKIM_SIGFLAG_PASSED) != 0 &&
           dkim_sig_getbh(signature) == DKIM_SIGBH_MATCH && !is_broken(signature);
}

DkimSignature judged(DKIM* handle, DKIM_SIGINFO* signature, const Keys& keys)
{
    DkimSignature result;
    if (const auto* domain = dkim_sig_getdomain(signature))
        result.domain = reinterpret_cast<const char*>(domain);
    std::ranges::transform(result.domain, result.domain.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    });
    dkim_sig_process(handle, signature);
    if (has_passed(handle, signature))
        result.result = Dkim::Pass;
    else if (std::ranges::find(keys.troubled, key_name(signature)) != keys.troubled.end())
        result.result = Dkim::TempError;
    return result;
}

} // namespace

std::vector<DkimSignature> verify_dkim(Dns& dns, std::string_view message)
{
    if (library() == nullptr || says_twice(message))
        return {};
    Keys keys{dns};
    DKIM_STAT status = DKIM_STAT_OK;
    constexpr unsigned char id[] = "mail";
    const std::unique_ptr<DKIM, EndMessage> handle(dkim_verify(library(), id, nullptr, &status));
    if (!handle || dkim_set_user_context(handle.get(), &keys) != DKIM_STAT_OK)
        return {};
    std::string bytes(message); // the library's parameter is not const
    if (dkim_chunk(handle.get(), reinterpret_cast<unsigned char*>(bytes.data()), bytes.size()) !=
            DKIM_STAT_OK ||
        dkim_chunk(handle.get(), nullptr, 0) != DKIM_STAT_OK)
        return {};
    dkim_eom(handle.get(), nullptr);
    DKIM_SIGINFO** signatures = nullptr;
    int count = 0;
    if (dkim_getsiglist(handle.get(), &signatures, &count) != DKIM_STAT_OK)
        return {};
    std::vector<DkimSignature> results;
    for (int at = 0; at < std::min(count, most_signatures); ++at)
        results.push_back(judged(handle.get(), signatures[at], keys));
    return results;
}

} // namespace relay::origin
