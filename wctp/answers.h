#pragma once
#include "wctp/operation.h"
#include "wctp/parser.h"
#include <chrono>
#include <string>
#include <vector>

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

/// What we say of the versions that we speak.
struct VersionOffer {
    std::string responder;             ///< our identity
    std::vector<Version> deprecated{}; ///< taken, with success 210
    std::vector<Version> refused{};    ///< not taken: 303
    std::string token{};               ///< verToken; empty: none
    std::string support_until{};       ///< of the deprecated ones; empty: not said
    std::chrono::hours valid_for{24};  ///< how long the peer may believe it

    Support support(Version version) const;
};

/// Answer to a VersionQuery: every version, and what we think of it.
Document version_answer(const Document& request, const VersionOffer& offer, Instant now);

/// Answer to a LookupSubscriber whose recipient exists.
Document lookup_answer(const Document& request, LookupData found);

/// For the peer that sent a document and reads the answer: a Success or ClientSuccess in any
/// element, or the Failure. Empty: it is no answer at all (an event, a query, data).
std::optional<std::variant<Success, Failure>> outcome(const Document& answer);

} // namespace wctp
