#pragma once
#include "mail/smtp_session.h"
#include "relay/intake/mail_rules.h"
#include "relay/net/loop.h"
#include "relay/origin/dns.h"
#include "store/model/instant.h"
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace relay::intake {

/// How we take mail; from the configuration.
struct SmtpDoorRules {
    std::string host;                              ///< our name in the greeting
    std::vector<std::string> domains{"localhost"}; ///< whose local parts are OPIDs or aliases
    std::string trace_token;                       ///< our mark in mail we write; empty: none
    mail::BareNewline bare_newline = mail::BareNewline::Normalize;
    std::vector<std::string> exact_newlines_not_from; ///< CIDR: normalized there all the same
    bool offers_dsn = true;
    mail::SmtpLimits limits;
    bool auth_in_clear = false;                ///< logins without TLS
    bool tls_required = false;                 ///< MAIL without TLS is 530
    std::vector<std::string> front_ends;       ///< CIDR: who may speak for others by XCLIENT
    std::vector<std::string> proxies;          ///< CIDR: who must begin with the PROXY protocol
    std::map<std::string, MailManner> manners; ///< by the source's name
    std::shared_ptr<origin::Dns> dns;          ///< asked who sent a mail; null: nobody is asked
    std::size_t max_text_characters = 65535;   ///< a longer text is cut, with a mark
    store::Millis command_deadline{300'000};   ///< to the end of the next command
    store::Millis data_deadline{600'000};      ///< for a whole message
    std::chrono::milliseconds crowded_deadline{10'000}; ///< a command's, where many are connected
    std::size_t texts_bytes = std::size_t{256} << 20;   ///< of all texts together, see TextRoom
    std::size_t handler_threads = 4;
    std::size_t queue = 256; ///< messages that wait for a handler; more: 451
    net::LoopLimits loop;    ///< connections per address and in all
    net::Now now = std::chrono::steady_clock::now;
};

} // namespace relay::intake
