#pragma once
#include "relay/api/problem.h"
#include "relay/http/message.h"
#include "store/model/directory.h"
#include <initializer_list>
#include <string>
#include <tl/expected.hpp>

namespace relay::api {

/// Who asks, and on whose behalf.
struct Caller {
    store::Token token;
    const store::Source* source = nullptr; ///< null: the token has none, or it was removed
    store::PrincipalId principal;          ///< not valid without a source: reaches what all reach

    bool is_admin() const { return token.scope == store::Scope::Admin; }
    /// For the audit trail.
    std::string name() const { return token.id.valid() ? token.id.text() : "nobody"; }
};

/// The owner of the request's bearer token, which is looked up by its hash. RFC 6750 2.1; the query
/// is no place for a token. 401 for none, an unknown and an expired one, 403 where the source is
/// switched off or not at its address.
tl::expected<Caller, Problem> caller_of(const http::Request& request,
                                        const store::Directory& people, store::Instant now);

/// Does it see what lies in that domain?
bool may_see(const store::Directory& people, const Caller& caller, store::DomainId domain);

/// May an administrator change it there? Whatever it sees, unless a grant says Viewer (S3.18).
bool may_change(const store::Directory& people, const Caller& caller, store::DomainId domain);

/// Does it see this contact, group or schedule?
bool may_see(const store::Directory& people, const Caller& caller, const store::Member& member);

} // namespace relay::api
