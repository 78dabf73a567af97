#pragma once
#include "relay/channels/channel.h"
#include "relay/channels/http_client.h"
#include "relay/channels/incoming.h"
#include "relay/channels/settings.h"
#include "wctp/operation.h"
#include <string>
#include <vector>

// What is said to another WCTP gateway, and what its answers mean. Pure.

namespace relay::channels {

/// In WCTP's words.
wctp::Priority priority_of(store::Priority priority);

/// In the version that we speak with that gateway.
wctp::Document document_for(const WctpPeerSettings& settings, wctp::Operation operation);
/// As it goes there.
HttpRequest posted(const WctpPeerSettings& settings, const wctp::Document& document);

/// The submission of a page. `code`: the securityCode or miscInfo, may be empty. Without
/// `as_choices` the choices stand in the text, for devices that have no buttons.
wctp::Document submission(const Outgoing& outgoing, const PageOut& page,
                          const WctpPeerSettings& settings, const std::string& code,
                          bool as_choices = true);

/// Has the page choices, or pictures, which need one?
bool goes_as_choices(const PageOut& page, const WctpPeerSettings& settings);

/// The question of a transient client what became of a page.
wctp::Document question(const AskedPage& page, const WctpPeerSettings& settings);

/// What the peer's answer to a submission means. Of an Accepted transient page the reference is its
/// trackingNumber.
Outcome judged_submission(const HttpAnswer& answer);

/// Does the peer refuse the choices, and nothing else?
bool refuses_choices(const HttpAnswer& answer);

/// The peer's answer to question(). What is none holds no news but the trouble; one message that
/// cannot be read is passed over.
AskAnswer news_of(const HttpAnswer& answer, const AskedPage& page, const std::string& provider);

/// What an event means for its page.
decltype(PageNews::said) meaning(const std::variant<wctp::Notification, wctp::Failure>& event);
/// The words of an answer; empty: bytes for a machine.
std::string words_of(const wctp::Payload& payload);
/// With what the peer tells one answer from another: its number, or else its time.
Answered answer_of(const wctp::MessageReply& reply);
/// "wctp 500", or nothing for a notification.
std::string code_of(const std::variant<wctp::Notification, wctp::Failure>& event);

} // namespace relay::channels
