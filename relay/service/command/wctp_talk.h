#pragma once
#include "relay/service/command/client.h"
#include "wctp/operation.h"
#include <string>

// `belfry wctp`: one question to a WCTP server, its answer as lines.

namespace relay::service::command {

/// Posts `body` to the server at `url` and answers the body that came back. Any address may be
/// called: whoever types it stands at this machine. Waits 30 s at most.
OrFailure<std::string> post_wctp(const std::string& url, const std::string& body);

/// Posts a document of ours. Its answer, unless that is a Failure, or no WCTP.
OrFailure<wctp::Document> ask_wctp(const std::string& url, const wctp::Document& question);

/// What a WCTP failure means to the shell.
ExitCode exit_code_of(wctp::Code code);

/// Lines of words behind tabs, one for each thing that was said: of a PollResponse
/// "sequence kind reference what", of a ClientQueryResponse "time what", of a VersionResponse
/// "name support", of a LookupResponse "length choices replies", else "code text".
std::string lines_of(const wctp::Document& answer);

/// The poll that acknowledges all that this answer brought, and asks for no more; empty: nothing.
std::optional<wctp::Document> acknowledgement_of(const wctp::Document& answer,
                                                 const wctp::PollForMessages& poll);

} // namespace relay::service::command
