// XCLIENT of SmtpSession: a front end that we were told to trust says for whom it speaks, in the
// form that Postfix documents for its own.
#include "mail/detail/ascii.h"
#include "mail/detail/path_parameters.h"
#include "mail/smtp_session.h"

#include <arpa/inet.h>
#include <array>
#include <utility>

namespace mail {
namespace {

bool is_unknown(std::string_view value)
{
    return ascii::same(value, "[UNAVAILABLE]") || ascii::same(value, "[TEMPUNAVAIL]");
}

/// "192.0.2.1" or "IPV6:2001:db8::1".
std::optional<std::string> numeric(std::string_view value)
{
    const bool is_v6 = ascii::starts_with(value, "IPV6:");
    const std::string text(is_v6 ? value.substr(5) : value);
    std::array<unsigned char, 16> binary{};
    if (inet_pton(is_v6 ? AF_INET6 : AF_INET, text.c_str(), binary.data()) != 1)
        return std::nullopt;
    return text;
}

/// False: no such attribute, or a value that it cannot have.
bool take_attribute(const std::string& name, std::string value, ClientClaim& claim)
{
    const bool unknown = is_unknown(value);
    if (name == "ADDR") {
        claim.address = unknown ? std::string() : numeric(value);
        return claim.address.has_value();
    }
    if (name == "LOGIN")
        claim.login = unknown ? std::string() : std::move(value);
    else if (name == "HELO")
        claim.helo = unknown ? std::string() : std::move(value);
    else // known, and of no use to us
        return name == "NAME" || name == "PORT" || name == "PROTO" || name == "DESTADDR" ||
               name == "DESTPORT";
    return true;
}

std::optional<ClientClaim> read_claim(std::string_view text)
{
    ClientClaim claim;
    if (text.empty())
        return std::nullopt;
    while (!text.empty()) {
        auto word = ascii::cut_before(text, ' ');
        if (word.empty())
            continue;
        const auto equals = word.find('=');
        const auto value =
            equals == std::string_view::npos ? std::nullopt : from_xtext(word.substr(equals + 1));
        if (!value || !take_attribute(ascii::uppered(word.substr(0, equals)), *value, claim))
            return std::nullopt;
    }
    return claim;
}

} // namespace

void SmtpSession::xclient(const Command& command)
{
    if (!policy_.is_front_end())
        return refuse({550, "5.7.0", "you are not known as a front end"});
    if (has_sender_)
        return refuse({503, "5.5.1", "say XCLIENT before MAIL"});
    const auto claim = read_claim(command.argument);
    if (!claim)
        return refuse({501, "5.5.4", "write XCLIENT and attributes NAME=value in xtext"});
    const bool is_tls = envelope_.is_tls;
    envelope_ = {};
    envelope_.is_tls = is_tls;
    envelope_.login = claim->login.value_or("");
    forwarded_helo_ = claim->helo.value_or(forwarded_helo_);
    forget_transaction();
    policy_.client_is(*claim);
    send({220, "", config_.host + (config_.is_lmtp ? " LMTP Belfry" : " ESMTP Belfry")});
}

} // namespace mail
