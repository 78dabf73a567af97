#include "mail/sasl.h"

#include "mail/detail/ascii.h"
#include "mail/detail/base64.h"

#include <array>
#include <openssl/rand.h>
#include <stdexcept>
#include <utility>
#include <vector>

namespace mail {
namespace {

constexpr std::array<std::pair<Mechanism, std::string_view>, 3> mechanisms{{
    {Mechanism::ScramSha256, "SCRAM-SHA-256"},
    {Mechanism::Plain, "PLAIN"},
    {Mechanism::Login, "LOGIN"},
}};
constexpr std::size_t most_octets = 255; // of a name or a password

bool is_word(std::string_view text)
{
    return !text.empty() && text.size() <= most_octets;
}

/// RFC 4616: authorization identity, NUL, name, NUL, password.
class Plain final : public SaslExchange {
public:
    SaslStep begin(const std::optional<std::string>& initial) override
    {
        return initial ? next(*initial) : SaslStep(SaslChallenge{});
    }
    SaslStep next(const std::string& response) override
    {
        const auto first = response.find('\0');
        const auto second = first == std::string::npos ? first : response.find('\0', first + 1);
        if (second == std::string::npos || response.find('\0', second + 1) != std::string::npos)
            return SaslBroken{"PLAIN is a name and a password, each behind a NUL"};
        const auto other = response.substr(0, first);
        auto name = response.substr(first + 1, second - first - 1);
        auto password = response.substr(second + 1);
        if (!is_word(name) || !is_word(password))
            return SaslBroken{"name and password have 1 to 255 octets each"};
        if (!other.empty() && other != name)
            return SaslBroken{"nobody may act for somebody else"};
        return SaslPassword{std::move(name), std::move(password)};
    }
};

/// draft-murchison-sasl-login: what old devices speak.
class Login final : public SaslExchange {
public:
    SaslStep begin(const std::optional<std::string>& initial) override
    {
        return initial ? next(*initial) : SaslStep(SaslChallenge{"Username:"});
    }
    SaslStep next(const std::string& response) override
    {
        if (!is_word(response))
            return SaslBroken{"name and password have 1 to 255 octets each"};
        if (!name_.empty())
            return SaslPassword{name_, response};
        name_ = response;
        return SaslChallenge{"Password:"};
    }

private:
    std::string name_;
};

std::string random_nonce()
{
    std::string octets(18, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(octets.data()),
                   static_cast<int>(octets.size())) != 1)
        throw std::runtime_error("no random octets for a nonce");
    return base64(octets);
}

/// RFC 5802 5.1: "=2C" is a comma, "=3D" an equals sign; nothing else begins with "=".
std::optional<std::string> scram_name(std::string_view text)
{
    std::string name;
    while (!text.empty()) {
        if (text.front() != '=') {
            name += text.front();
            text.remove_prefix(1);
            continue;
        }
        if (!text.starts_with("=2C") && !text.starts_with("=3D"))
            return std::nullopt;
        name += text[1] == '2' ? ',' : '=';
        text.remove_prefix(3);
    }
    return is_word(name) ? std::optional(std::move(name)) : std::nullopt;
}

std::vector<std::string_view> attributes(std::string_view text)
{
    std::vector<std::string_view> found;
    while (!text.empty())
        found.push_back(ascii::cut_before(text, ','));
    return found;
}

bool is_nonce(std::string_view text)
{
    return !text.empty() && text.size() <= most_octets &&
           text.find_first_not_of(
               "!\"#$%&'()*+-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`"
               "abcdefghijklmnopqrstuvwxyz{|}~") == std::string_view::npos;
}

ScramVerifier keyed(const std::string& stand_in_key)
{
    ScramVerifier made;
    made.server_key = stand_in_key;
    return made;
}

/// Whoever is nobody gets a challenge that looks like any other, and the same one each time,
/// however the name is written: names that somebody has are found in any case, too.
ScramVerifier stand_in_for(std::string_view name, const std::string& stand_in_key)
{
    static const auto own = ScramVerifier::of_password(random_nonce());
    const auto secret = stand_in_key.empty() ? own : keyed(stand_in_key);
    ScramVerifier made;
    made.stored_key = scram_signature(secret, ascii::lowered(name));
    made.server_key = scram_signature(secret, made.stored_key);
    made.salt = made.server_key.substr(0, made.server_key.size() / 2);
    return made;
}

class Scram final : public SaslExchange {
public:
    Scram(ScramLookup lookup, std::string stand_in_key)
        : lookup_(std::move(lookup)), stand_in_key_(std::move(stand_in_key))
    {
    }

    SaslStep begin(const std::optional<std::string>& initial) override
    {
        return initial ? next(*initial) : SaslStep(SaslChallenge{});
    }
    SaslStep next(const std::string& response) override
    {
        switch (at_) {
        case At::First:
            return client_first(response);
        case At::Final:
            return client_final(response);
        case At::End:
            return response.empty() ? SaslStep(SaslProof{name_, true})
                                    : SaslStep(SaslBroken{"the exchange was over"});
        }
        std::abort(); // a value that is no enumerator
    }

private:
    enum class At { First, Final, End };

    /// "n,,n=name,r=nonce". Channel binding is not offered.
    SaslStep client_first(std::string_view message)
    {
        if (!message.starts_with("n,,") && !message.starts_with("y,,"))
            return SaslBroken{"neither channel binding nor another identity is offered"};
        header_ = message.substr(0, 3);
        client_first_ = message.substr(3);
        const auto parts = attributes(client_first_);
        if (parts.size() < 2 || !parts[0].starts_with("n=") || !parts[1].starts_with("r=") ||
            !is_nonce(parts[1].substr(2)))
            return SaslBroken{"the first message is n=name,r=nonce"};
        const auto name = scram_name(parts[0].substr(2));
        if (!name)
            return SaslBroken{"the name cannot be read"};
        name_ = *name;
        const auto known = lookup_(name_);
        is_known_ = known.has_value();
        verifier_ = known ? *known : stand_in_for(name_, stand_in_key_);
        nonce_ = std::string(parts[1].substr(2)) + random_nonce();
        server_first_ = "r=" + nonce_ + ",s=" + base64(verifier_.salt) +
                        ",i=" + std::to_string(verifier_.iterations);
        at_ = At::Final;
        return SaslChallenge{server_first_};
    }

    /// "c=biws,r=nonce,p=proof"
    SaslStep client_final(std::string_view message)
    {
        const auto end = message.rfind(",p=");
        if (end == std::string_view::npos)
            return SaslBroken{"the last message ends with a proof"};
        const auto without_proof = message.substr(0, end);
        const auto proof = sasl_octets(message.substr(end + 3));
        const auto parts = attributes(without_proof);
        if (!proof || parts.size() < 2 || parts[0] != "c=" + base64(header_) ||
            parts[1] != "r=" + nonce_)
            return SaslBroken{"the last message does not belong to the first"};
        const auto exchanged =
            client_first_ + "," + server_first_ + "," + std::string(without_proof);
        if (!scram_proves(verifier_, exchanged, *proof) || !is_known_)
            return SaslProof{name_, false};
        at_ = At::End;
        return SaslChallenge{"v=" + base64(scram_signature(verifier_, exchanged))};
    }

    ScramLookup lookup_;
    std::string stand_in_key_;
    At at_ = At::First;
    std::string header_;
    std::string client_first_;
    std::string server_first_;
    std::string nonce_;
    std::string name_;
    ScramVerifier verifier_;
    bool is_known_ = false;
};

} // namespace

std::string_view name_of(Mechanism mechanism)
{
    for (const auto& [each, name] : mechanisms) {
        if (each == mechanism)
            return name;
    }
    std::abort(); // a value that is no enumerator
}

std::optional<Mechanism> mechanism_named(std::string_view name)
{
    for (const auto& [each, text] : mechanisms) {
        if (ascii::same(name, text))
            return each;
    }
    return std::nullopt;
}

std::unique_ptr<SaslExchange> make_exchange(Mechanism mechanism, ScramLookup lookup,
                                            const std::string& stand_in_key)
{
    switch (mechanism) {
    case Mechanism::ScramSha256:
        return std::make_unique<Scram>(std::move(lookup), stand_in_key);
    case Mechanism::Plain:
        return std::make_unique<Plain>();
    case Mechanism::Login:
        return std::make_unique<Login>();
    }
    std::abort(); // a value that is no enumerator
}

std::optional<std::string> sasl_octets(std::string_view base64_text)
{
    auto octets = from_base64(base64_text);
    // Written back it is the same: so it had no octet of another alphabet and no bits to spare.
    return base64(octets) == base64_text ? std::optional(std::move(octets)) : std::nullopt;
}

} // namespace mail
