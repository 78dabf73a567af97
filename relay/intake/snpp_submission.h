#pragma once
#include "relay/intake/submission.h"
#include "relay/snpp/server_session.h"

namespace relay::intake {

/// What a client's SEND says, as a submission of its source. Pure.
Submission read_submission(const snpp::Page& page, const store::Source& source, store::Instant now);

/// How a client is answered. `tag`: of a two-way message "tag pass"; else empty.
snpp::Reply reply_on(const SubmissionResult& result, const std::string& tag);

/// The digits by which whoever sent a message, and nobody else, may ask about it.
std::string pass_code(const store::Vault& vault, store::MessageId message);
/// The message that these name; empty: they do not belong together.
std::optional<store::MessageId> asked_message(const store::Vault& vault, const std::string& tag,
                                              const std::string& pass);

/// RFC 1861 4.6.10: what became of a message, of all its pages the best.
snpp::Reply status_reply(store::Connection& connection, const store::Vault& vault,
                         const store::Message& message);

} // namespace relay::intake
