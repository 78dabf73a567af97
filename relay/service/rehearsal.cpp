#include "relay/service/rehearsal.h"
#include "relay/engine/clock.h"
#include "relay/intake/wctp_decision.h"
#include "relay/intake/wctp_handler.h"
#include "relay/service/log.h"
#include "relay/service/rules.h"
#include "relay/service/zone_files.h"
#include "wctp/answers.h"
#include "wctp/parser.h"
#include <limits>

namespace relay::service {

namespace {

engine::Rules rules_of(const Config& config)
{
    auto rules = engine_rules(config);
    rules.zones = std::make_shared<core::TimeZones>(read_zone_files(zone_folder));
    return rules;
}

intake::WctpRules rehearsing(intake::WctpRules rules)
{
    rules.is_rehearsal = true;
    return rules;
}

/// What was let in then shows what it shows: each is judged by itself, however many are wrong.
intake::ThrottleRules never_tired()
{
    return {.free_tries = std::numeric_limits<int>::max()};
}

/// What an answer says where nothing else was decided: of senders that are not let in.
std::vector<std::string> decision_in(const http::Response& response)
{
    const auto document = wctp::parse(response.body);
    const auto said = document ? wctp::outcome(*document) : std::nullopt;
    if (!said)
        return {"no code"};
    return {std::visit([](const auto& one) { return intake::code_line(one.code); }, *said)};
}

} // namespace

class Rehearsal::Inside {
public:
    Inside(const Config& config, OpenStore& store)
        : writer_(store.database),
          directory_(store.vault), house_{store.database, writer_,  directory_,
                                          store.vault,    ids_,     clock_,
                                          mailbox_,       metrics_, rules_of(config)},
          door_(house_, submission_rules(config)), guard_(house_, never_tired()),
          wctp_(house_, door_, guard_, rehearsing(wctp_rules(config)), nullptr,
                [this](const auto&, const auto&, const auto& decision) { decided_ = decision; })
    {
        directory_.refresh_if_changed(*store.database.reader());
        log::room("wctp").set_level(LogLevel::Error); // nothing of it happens
    }

    std::vector<std::string> decide(const store::WctpTransaction& transaction)
    {
        clock_.advance(transaction.at - clock_.now());
        decided_.clear();
        wctp_.handle(intake::replayable(transaction.request),
                     [this](const http::Response& response) {
                         if (decided_.empty())
                             decided_ = decision_in(response);
                     });
        return decided_;
    }

private:
    engine::ManualClock clock_{store::Instant{}};
    engine::Mailbox mailbox_;
    engine::Metrics metrics_;
    store::IdGenerator ids_{1};
    store::GroupCommit writer_; ///< has nothing to do
    store::DirectoryCache directory_;
    engine::House house_;
    intake::SubmissionDoor door_;
    intake::SourceGuard guard_;
    std::vector<std::string> decided_;
    intake::WctpHandler wctp_;
};

Rehearsal::Rehearsal(const Config& config, OpenStore& store)
    : inside_(std::make_unique<Inside>(config, store))
{
}

Rehearsal::~Rehearsal() = default;

std::vector<std::string> Rehearsal::decide(const store::WctpTransaction& transaction)
{
    return inside_->decide(transaction);
}

} // namespace relay::service
