#include "relay/api/message_actions.h"
#include "relay/core/resolve.h"
#include "relay/engine/commit.h"
#include "store/message_repository.h"

namespace relay::api {
namespace {

constexpr int most_tries = 5;

/// Empty: none that the caller may do this to.
std::optional<store::Message> message_of(const Call& call)
{
    const auto id = store::MessageId::parse(call.id);
    if (!id)
        return std::nullopt;
    const auto reader = call.house().database.reader();
    auto message = store::MessageRepository(*reader, call.house().vault).find_envelope(*id);
    const bool is_own =
        message && call.caller.source != nullptr && message->source == call.caller.source->id;
    return message && (call.caller.is_admin() || is_own) ? message : std::nullopt;
}

/// Again where another node got in between.
bool write(const Call& call, const std::function<bool(store::Connection&)>& work)
{
    for (int tries = 1;; ++tries) {
        try {
            const bool is_done = call.house().writer.ask(work);
            call.house().mailbox.poke();
            return is_done;
        } catch (const store::Busy&) {
            if (tries == most_tries)
                throw;
        } catch (const store::Conflict&) {
            if (tries == most_tries)
                throw;
        }
    }
}

/// `work(commit, message, by)` says why there was nothing to do.
template <class Work>
Outcome act(const Call& call, std::string action, Work work)
{
    const auto message = message_of(call);
    if (!message)
        return tl::unexpected(not_found());
    std::string why_not;
    const bool is_done = write(call, [&](store::Connection& connection) {
        engine::Commit commit(connection, call.house());
        const auto done = work(commit, message->id, call.caller.token.name);
        if (!done) {
            why_not = done.error();
            return false;
        }
        audit(call, connection, action, message->id.text());
        return true;
    });
    if (!is_done)
        return tl::unexpected(conflict("nothing-to-do", why_not));
    return empty_response();
}

} // namespace

Outcome cancel_message(const Call& call)
{
    return act(call, "message.cancel",
               [](auto& commit, auto id, const auto& by) { return commit.recall(id, by); });
}

Outcome close_message(const Call& call)
{
    return act(call, "message.close",
               [](auto& commit, auto id, const auto& by) { return commit.close(id, by); });
}

Outcome resend_message(const Call& call)
{
    return act(call, "message.resend",
               [](auto& commit, auto id, const auto& by) { return commit.resend(id, by); });
}

Outcome escalate_message(const Call& call)
{
    return act(call, "message.escalate",
               [](auto& commit, auto id, const auto& by) { return commit.hurry(id, by); });
}

Outcome redirect_message(const Call& call)
{
    std::vector<FieldError> errors;
    Fields fields(call.body, "", errors);
    std::string to;
    fields.line("to", to, {1, 100});
    if (!fields.has("to"))
        fields.wrong("to", "is missing");
    fields.finish();
    const auto target = call.people->find(to);
    const bool is_known = target && may_see(*call.people, call.caller, *target);
    if (errors.empty() && !is_known)
        errors.push_back({"/to", "must be the OPID or alias of a contact or group"});
    if (!errors.empty())
        return tl::unexpected(invalid(std::move(errors)));
    return act(call, "message.redirect", [&](auto& commit, auto id, const auto& by) {
        return commit.redirect(id, *target, by);
    });
}

} // namespace relay::api
