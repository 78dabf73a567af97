#include "wctp/operation.h"
#include "wctp/detail/kinds.h"
#include <cstdlib>
#include <type_traits>

namespace wctp {
namespace {

template <Kind kind, typename Wanted>
constexpr bool stands_at =
    std::is_same_v<std::variant_alternative_t<static_cast<std::size_t>(kind), Operation>, Wanted>;

static_assert(std::variant_size_v<Operation> == detail::kinds.size());
static_assert(stands_at<Kind::SubmitRequest, SubmitRequest>);
static_assert(stands_at<Kind::SubmitClientMessage, SubmitClientMessage>);
static_assert(stands_at<Kind::SubmitClientResponse, SubmitClientResponse>);
static_assert(stands_at<Kind::ClientQuery, ClientQuery>);
static_assert(stands_at<Kind::ClientQueryResponse, ClientQueryResponse>);
static_assert(stands_at<Kind::Confirmation, Confirmation>);
static_assert(stands_at<Kind::StatusInfo, StatusInfo>);
static_assert(stands_at<Kind::MessageReply, MessageReply>);
static_assert(stands_at<Kind::VersionQuery, VersionQuery>);
static_assert(stands_at<Kind::VersionResponse, VersionResponse>);
static_assert(stands_at<Kind::PollForMessages, PollForMessages>);
static_assert(stands_at<Kind::PollResponse, PollResponse>);
static_assert(stands_at<Kind::SendMsgMulti, SendMsgMulti>);
static_assert(stands_at<Kind::SendMsgMultiResponse, SendMsgMultiResponse>);
static_assert(stands_at<Kind::LookupSubscriber, LookupSubscriber>);
static_assert(stands_at<Kind::LookupResponse, LookupResponse>);
static_assert(stands_at<Kind::DeviceLocation, DeviceLocation>);
static_assert(stands_at<Kind::DeviceLocationResponse, DeviceLocationResponse>);
static_assert(stands_at<Kind::ReturnToService, ReturnToService>);

} // namespace

Kind kind(const Operation& operation) noexcept
{
    return static_cast<Kind>(operation.index());
}

std::string_view name(Kind kind) noexcept
{
    return detail::kinds.at(static_cast<std::size_t>(kind)).element;
}

bool is_request(Kind kind) noexcept
{
    return detail::kinds.at(static_cast<std::size_t>(kind)).request;
}

std::optional<Kind> detail::kind_of(std::string_view element) noexcept
{
    for (const auto& one : kinds) {
        if (one.element == element)
            return one.kind;
    }
    return std::nullopt;
}

} // namespace wctp
