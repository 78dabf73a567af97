#pragma once
#include "relay/channels/call_desk.h"
#include "relay/channels/callback_rules.h"
#include "relay/channels/incoming.h"
#include "relay/channels/settings.h"
#include "store/model/instant.h"
#include <map>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <variant>

// A gateway calls: is it the gateway, and what does it say?

namespace relay::channels {

/// One HTTP request, as far as it matters here.
struct CallbackRequest {
    std::string url;                            ///< as the gateway was given it, with its query
    std::map<std::string, std::string> headers; ///< names in lower case
    std::string body;
    store::Instant now{}; ///< signatures of another time are refused
};

enum class CallbackRefusal {
    NotSigned,     ///< or not by the gateway, or long ago
    NotUnderstood, ///< neither a receipt nor a text
};

/// Well signed, and of no interest.
struct OfNoInterest {
    bool operator==(const OfNoInterest&) const = default;
};

using Called = std::variant<OfNoInterest, Receipt, IncomingText, CallNews>;

/// Reads what one gateway calls back with. Immutable, hence thread-safe.
class CallbackReader {
public:
    CallbackReader(std::string provider, CallbackRules rules,
                   std::map<std::string, std::string> secrets,
                   std::map<std::string, ErrorClass> code_errors,
                   std::vector<std::pair<std::string, ErrorClass>> text_errors);

    const std::string& provider() const noexcept { return provider_; }
    const std::string& answer_type() const noexcept { return rules_.answer_type; }
    const std::string& answer_body() const noexcept { return rules_.answer_body; }

    tl::expected<Called, CallbackRefusal> read(const CallbackRequest& request) const;

private:
    std::string provider_;
    CallbackRules rules_;
    std::map<std::string, std::string> secrets_;
    std::map<std::string, ErrorClass> code_errors_;
    std::vector<std::pair<std::string, ErrorClass>> text_errors_;
};

/// Of the same settings as the gateway's channel. Null: its driver takes no calls.
tl::expected<std::unique_ptr<CallbackReader>, std::vector<SettingsError>>
make_callback_reader(const GatewaySettings& settings);

} // namespace relay::channels
