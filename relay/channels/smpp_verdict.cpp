#include "relay/channels/smpp_verdict.h"
#include "relay/channels/error_class.h"
#include "relay/channels/peer_text.h"
#include "relay/smpp/status.h"
#include <cstdlib>

namespace relay::channels {

namespace {

using smpp::Fault;

/// A vendor's own code may mean anything; it is its trouble twice, then it means us.
ErrorClass class_of(Fault fault, int attempt)
{
    switch (fault) {
    case Fault::Throttled:
        return ErrorClass::Throttled;
    case Fault::ProviderFault:
        return ErrorClass::ProviderFault;
    case Fault::Credentials:
        return ErrorClass::Credentials;
    case Fault::SenderConfig:
        return ErrorClass::SenderConfig;
    case Fault::BadRequest:
        return ErrorClass::BadRequest;
    case Fault::BadAddress:
        return ErrorClass::BadAddress;
    case Fault::Declined:
        return ErrorClass::Filtered;
    case Fault::Rebind:
        return ErrorClass::NotSent;
    case Fault::Vendor:
        return attempt <= 2 ? ErrorClass::ProviderFault : ErrorClass::Filtered;
    }
    std::abort(); // a value that is no enumerator
}

struct OfPart {
    int attempt;
    std::string where; ///< " part 2 of 3", or nothing

    Outcome operator()(const smpp::Taken& taken) const
    {
        return Accepted{taken.message_id, {}, {}};
    }
    Outcome operator()(const smpp::Declined& declined) const
    {
        const auto code = "smpp " + smpp::status_text(declined.status);
        auto outcome = outcome_of(class_of(smpp::fault_of(declined.status), attempt), code,
                                  "the message centre declined" + where + " with " + code);
        if (auto* busy = std::get_if<Busy>(&outcome))
            busy->is_throttled = false; // the session has slowed down by itself
        return outcome;
    }
    Outcome operator()(const smpp::Unanswered& unanswered) const
    {
        return outcome_of(ErrorClass::MaybeSent, "no answer", unanswered.why + where);
    }
    Outcome operator()(const NotSent& not_sent) const
    {
        const auto kind = not_sent.is_locked ? ErrorClass::Credentials : ErrorClass::NotSent;
        return outcome_of(kind, not_sent.is_locked ? "credentials" : "not sent",
                          not_sent.why + where);
    }
};

int weight(const Outcome& outcome)
{
    struct {
        int operator()(const Refused&) const { return 3; }
        int operator()(const Busy&) const { return 2; }
        int operator()(const Unclear&) const { return 1; }
        int operator()(const Accepted&) const { return 0; }
    } const weigher;
    return std::visit(weigher, outcome);
}

Outcome accepted(const std::vector<PartAnswer>& parts, smpp::IdBase base)
{
    Accepted all;
    for (const auto& part : parts) {
        const auto& said = std::get<smpp::Taken>(part).message_id;
        auto id = smpp::response_id(said, base);
        if (&part != &parts.front())
            all.parts.push_back(std::move(id));
        else
            all.reference = std::move(id);
    }
    all.detail = parts.size() == 1 ? "" : std::to_string(parts.size()) + " parts, ";
    all.detail +=
        all.reference.empty() ? "without a message id" : "message id " + tidy(all.reference, 80);
    return all;
}

} // namespace

Outcome outcome_of(const std::vector<PartAnswer>& parts, smpp::IdBase base, int attempt)
{
    std::optional<Outcome> worst;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto where = parts.size() == 1 ? ""
                                             : " (part " + std::to_string(i + 1) + " of " +
                                                   std::to_string(parts.size()) + ")";
        auto outcome = std::visit(OfPart{attempt, where}, parts[i]);
        if (!worst || weight(outcome) > weight(*worst))
            worst = std::move(outcome);
    }
    return std::holds_alternative<Accepted>(*worst) ? accepted(parts, base) : *worst;
}

Receipt receipt_of(const smpp::ReceiptNews& news, const std::string& provider, smpp::IdBase base)
{
    using smpp::Progress;
    Receipt receipt;
    receipt.provider = provider;
    receipt.reference = smpp::receipt_id(news.id, base);
    receipt.code = news.code;
    receipt.detail = news.detail;
    switch (news.progress) {
    case Progress::Underway:
        receipt.state = Underway{};
        break;
    case Progress::Delivered:
        receipt.state = Arrived{};
        break;
    case Progress::Expired:
    case Progress::Undeliverable:
        receipt.state = Lost{Blame::Detail};
        break;
    case Progress::Deleted:
    case Progress::Rejected:
    case Progress::Unknown:
        receipt.state = Lost{Blame::Provider};
        break;
    }
    return receipt;
}

} // namespace relay::channels
