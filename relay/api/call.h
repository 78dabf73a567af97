#pragma once
#include "relay/api/caller.h"
#include "relay/api/fields.h"
#include "relay/api/json_writer.h"
#include "relay/api/problem.h"
#include "relay/api/rooms.h"
#include "relay/http/message.h"
#include "relay/http/target.h"
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>

namespace relay::api {

/// One request that found its operation, and its caller allowed.
struct Call {
    const Rooms& rooms;
    const http::Request& request;
    Caller caller;
    std::shared_ptr<const store::Directory> people; ///< of this moment
    std::string id;                                 ///< what stands for {id} or {page} in the path
    std::string part;            ///< what stands for the second name in braces, where there is one
    http::QueryParameters query; ///< only those that the operation knows
    Json body;                   ///< null where the operation takes none
    /// For an operation that answers later, see Outcome.
    std::function<void(const http::Response&)> later;

    const engine::House& house() const { return rooms.house; }
    /// The value of a query parameter; empty: not there.
    std::string_view parameter(std::string_view name) const;
};

/// The answer, or why not. Neither: the operation answers by Call::later.
using Outcome = tl::expected<std::optional<http::Response>, Problem>;

http::Response json_response(int status, JsonWriter& json);
http::Response empty_response();

/// "\"7\"": a strong entity tag. RFC 9110 8.8.3.
std::string etag(std::int64_t version);
/// Refuses a change of anything but that version: 428 without If-Match, 412 with another's.
std::optional<Problem> refuse_unless_matches(const http::Request& request, std::int64_t version);

/// The range of a list that was asked for.
struct Paging {
    std::size_t limit = 50;
    std::string cursor; ///< empty: from the start
};
tl::expected<Paging, Problem> paging_of(const Call& call);

/// The id that a cursor is; 400 for one that we never gave. Not valid: from the start.
template <class Id>
tl::expected<Id, Problem> position_of(const Paging& paging)
{
    if (paging.cursor.empty())
        return Id{};
    const auto id = Id::parse(paging.cursor);
    if (!id)
        return tl::unexpected(bad_request("The cursor is not one that came with this list."));
    return *id;
}

/// Runs a change of the directory on the writer and waits for the commit, then lets everybody in
/// this process see it. A broken unique rule comes back as 409 that names the field.
tl::expected<bool, Problem> change(const Call& call,
                                   const std::function<bool(store::Connection&)>& work);

/// One entry of the audit trail; call it within the transaction that does what it tells.
void audit(const Call& call, store::Connection& connection, std::string action, std::string subject,
           std::string outcome = "ok");

} // namespace relay::api
