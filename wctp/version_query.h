#pragma once
#include "wctp/answer.h"
#include "wctp/timestamp.h"
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace wctp {

/// wctp-VersionQuery: which grammars do you speak? Also the usual heartbeat.
struct VersionQuery {
    std::string inquirer;
    std::string date_time;           ///< as written: it is copied into the answer
    bool list_dtds = false;          ///< 1.1 only
    bool list_configuration = false; ///< 1.1 only
    friend bool operator==(const VersionQuery&, const VersionQuery&) = default;
};

/// wctp-ContactInfo; empty ones are left out.
struct ContactInfo {
    std::string email;
    std::string phone;
    std::string www;
    std::string info;
    friend bool operator==(const ContactInfo&, const ContactInfo&) = default;
};

enum class Support { Supported, Deprecated, NotSupported };

/// wctp-DTDSupport
struct DtdSupport {
    std::string dtd_name;
    std::string token{}; ///< verToken: what the peer shall send as wctpToken
    Support support = Support::Supported;
    bool exceptions = false;
    std::string support_until{};
    std::string replacement{};
    friend bool operator==(const DtdSupport&, const DtdSupport&) = default;
};

/// wctp-VersionResponse
struct VersionResponse {
    std::string responder;
    std::optional<Instant> answered; ///< dateTimeOfRsp; required in writing
    std::string inquirer;
    std::string date_time_of_request; ///< dateTimeOfReq, copied from the query
    std::optional<Instant> invalid_after;
    bool list_dtds = false;          ///< 1.1 only
    bool list_configuration = false; ///< 1.1 only
    std::optional<ContactInfo> contact;
    std::variant<std::vector<DtdSupport>, Failure> outcome;
    friend bool operator==(const VersionResponse&, const VersionResponse&) = default;
};

} // namespace wctp
