#pragma once
#include "wctp/operation.h"
#include "wctp/parser.h"
#include <string>

// Which element carries success and failure to whom: nobody else needs to know.

namespace wctp {

/// The refusal of something that could not be read: in the element of the operation when that was
/// recognised, else in a Confirmation; in the peer's version, else 1.3.
Document failure_answer(const ParseFailure& failure);

/// The refusal of a request that was read. Echoes version, token and whatever ids its answer needs.
/// An empty `detail` is written as the code's text.
Document failure_answer(const Document& request, Code code, std::string detail = {});

/// The refusal of an operation of which only the kind is known.
Document failure_document(Kind asked, Version version, std::string token, Code code,
                          std::string detail = {});

/// The document that carries `answer` to whoever sent `request`: its version and its token.
Document answer_to(const Document& request, Operation answer);

/// Success for what is answered by a Confirmation: SubmitRequest, MessageReply, StatusInfo,
/// ReturnToService. The others' successes carry more: see answer_to().
Document confirmation(const Document& request, Code code = Code::Accepted, std::string detail = {});

/// Answer to a transient client's submission.
Document client_success(const Document& request, std::string tracking_number,
                        Code code = Code::Accepted, std::string detail = {});

/// Answer to a VersionQuery: every version we speak, with `responder` as our identity.
Document version_answer(const Document& request, std::string responder, Instant now);

/// For the peer that sent a document and reads the answer: a Success or ClientSuccess in any
/// element, or the Failure. Empty: it is no answer at all (an event, a query, data).
std::optional<std::variant<Success, Failure>> outcome(const Document& answer);

} // namespace wctp
