#include "relay/service/command/wait.h"
#include "store/model/channel.h"
#include <algorithm>
#include <thread>

namespace relay::service::command {

namespace {

constexpr store::Millis between_questions{500};

Waited of_escalations(const std::vector<Json>& escalations)
{
    const auto has = [&](std::string_view phase) {
        return std::any_of(escalations.begin(), escalations.end(),
                           [&](const Json& entry) { return text_of(entry, "phase") == phase; });
    };
    if (has("waiting"))
        return Waited::NotYet;
    return has("exhausted") ? Waited::OutOfReach : Waited::Reached;
}

} // namespace

Waited reached(const Json& message, const std::string& stage)
{
    const auto wanted = store::from_word<store::Progress>(stage);
    const auto escalations = objects_of(message, "escalations");
    if (!escalations.empty())
        return of_escalations(escalations);
    const auto pages = objects_of(message, "pages");
    if (pages.empty())
        return Waited::OutOfReach;
    bool all = true;
    for (const auto& page : pages) {
        const auto progress = store::from_word<store::Progress>(text_of(page, "progress"));
        if (progress == store::Progress::Failed)
            return Waited::OutOfReach;
        all = all && progress && wanted && *progress >= *wanted;
    }
    return all ? Waited::Reached : Waited::NotYet;
}

int wait_for(Client& client, const std::vector<std::string>& messages, const std::string& stage,
             store::Millis longest)
{
    const auto end = std::chrono::steady_clock::now() + longest;
    for (const auto& id : messages) {
        for (;;) {
            const auto message = client.get("/api/v1/messages/" + url_escaped(id));
            if (!message)
                return report(message.error());
            const auto state = reached(*message, stage);
            if (state == Waited::OutOfReach)
                return report({failed, id + " will not be " + stage + ": `belfry status " + id +
                                           "` says why"});
            if (state == Waited::Reached)
                break;
            if (std::chrono::steady_clock::now() >= end)
                return report({waited_in_vain, id + " is not " + stage + " yet: `belfry status " +
                                                   id + "` says how far it got"});
            std::this_thread::sleep_for(between_questions);
        }
    }
    return done;
}

} // namespace relay::service::command
