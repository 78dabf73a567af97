#include "relay/intake/wctp_handler.h"
#include "relay/intake/wctp_turn.h"
#include "relay/service/log.h"
#include "store/error.h"
#include "store/model/directory.h"
#include "wctp/dtd.h"
#include "wctp/http_binding.h"

namespace relay::intake {
namespace {

namespace log = service::log;

log::Room& room()
{
    return log::room("wctp");
}

/// A DTD of ours, where one is asked for: what a DOCTYPE of our answers may name.
std::optional<http::Response> dtd_response(const http::Request& request, const std::string& path)
{
    constexpr std::string_view ending = ".dtd";
    const auto name = path_token_in(path, request.path);
    if (request.method != "GET" || !name.ends_with(ending))
        return std::nullopt;
    const auto version = wctp::parse_version(name.substr(0, name.size() - ending.size()));
    if (!version)
        return std::nullopt;
    return http::respond(200, "application/xml-dtd", wctp::dtd(*version));
}

/// Bytes that are no XML are mended for whoever's policy says so, which is known only once they
/// are read.
tl::expected<WctpRead, wctp::HttpRefusal> read(const wctp::HttpRequest& asked,
                                               const WctpRules& rules)
{
    const auto shared = [](wctp::Document&& document) {
        return std::make_shared<const wctp::Document>(std::move(document));
    };
    auto received =
        wctp::receive(asked, {.strict = rules.strict, .max_bytes = rules.max_body_bytes});
    if (received)
        return WctpRead{shared(std::move(*received))};
    if (rules.strict || received.error().why.error.code != wctp::Code::CannotParse)
        return tl::unexpected(std::move(received.error()));
    auto mended = wctp::receive(asked, {.repair_bytes = true, .max_bytes = rules.max_body_bytes});
    if (!mended)
        return tl::unexpected(std::move(received.error()));
    return WctpRead{shared(std::move(*mended)), std::move(received.error().why)};
}

} // namespace

bool is_wctp_path(std::string_view path, std::string_view asked)
{
    if (asked.size() < path.size() ||
        store::folded_lower(asked.substr(0, path.size())) != store::folded_lower(path))
        return false;
    const auto rest = asked.substr(path.size());
    return rest.empty() ||
           (path.size() > 1 && rest.front() == '/' && rest.find('/', 1) == std::string_view::npos);
}

std::string_view path_token_in(std::string_view path, std::string_view asked)
{
    return asked.size() > path.size() + 1 ? asked.substr(path.size() + 1) : std::string_view();
}

/// What is the same for all requests.
class WctpHandler::Inside {
public:
    Inside(const engine::House& house, const SubmissionDoor& door, SourceGuard& guard,
           WctpRules ruled, WctpResponses* responses, DecisionEar decided)
        : rules_(std::move(ruled)), queries_(house, rules_), polls_(house, rules_),
          decided_(std::move(decided)), room_{house,     door,     guard,  rules_,
                                              responses, queries_, polls_, decided_}
    {
    }

    void handle(const http::Request& request, const WctpAnswer& respond)
    {
        if (auto dtd = dtd_response(request, rules_.path))
            return respond(std::move(*dtd));
        auto received = read(asked_by(request), rules_);
        if (!received)
            return refuse(received.error(), request, respond);
        WctpTurn turn(room_, request, respond, std::move(*received));
        try {
            turn.take();
        } catch (const store::StoreError& error) {
            room().error("the store cannot answer",
                         {{"request", request.id}, {"reason", error.what()}});
            turn.refuse_busy();
        } catch (const std::exception& error) {
            room().error("a request failed", {{"request", request.id}, {"reason", error.what()}});
            turn.refuse(wctp::Code::InternalError);
        }
    }

private:
    void refuse(const wctp::HttpRefusal& refusal, const http::Request& request,
                const WctpAnswer& respond) const
    {
        room_.house.metrics.refused(store::Door::Wctp)++;
        room().notice("request refused", {{"request", request.id},
                                          {"peer", request.peer_address},
                                          {"code", number(refusal.why.error.code)},
                                          {"detail", refusal.why.error.detail}});
        respond(response_of(refusal.answer));
    }

    const WctpRules rules_;
    ClientQueries queries_;
    PollQueue polls_;
    const DecisionEar decided_;
    const WctpRoom room_;
};

WctpHandler::WctpHandler(const engine::House& house, const SubmissionDoor& door, SourceGuard& guard,
                         WctpRules rules, WctpResponses* responses, DecisionEar decided)
    : inside_(std::make_unique<Inside>(house, door, guard, std::move(rules), responses,
                                       std::move(decided)))
{
}

WctpHandler::~WctpHandler() = default;

void WctpHandler::handle(http::Request request, WctpAnswer respond)
{
    inside_->handle(request, respond);
}

} // namespace relay::intake
