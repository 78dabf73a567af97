#pragma once
#include "relay/engine/house.h"
#include "relay/http/message.h"
#include "relay/intake/code_throttle.h"
#include "relay/intake/observation.h"
#include "store/model/link.h"
#include <optional>
#include <string>
#include <string_view>

namespace relay::inbox {

/// Where one-time links lead: a page to read and answer with the contact's PIN, without login, app
/// or script.
///
/// GET shows a form and changes nothing, whatever follows links in mails. POST with the right PIN
/// binds the link to that browser, which may read and answer for ten minutes. What comes from
/// another browser, too late, or after somebody else's answer is refused in words, and stands in
/// the audit trail. The message's files lie below the link, as /files/1, for that browser alone.
/// Thread-safe; not on the writer's thread.
class LinkDoor {
public:
    /// What it is given outlives it.
    LinkDoor(const engine::House& house, const intake::Observation& observation);

    static bool is_for_it(std::string_view path) { return path.starts_with("/o/"); }
    http::Response answer(const http::Request& request);

private:
    struct Visit;
    std::optional<store::PageLink> find(std::string_view ticket) const;
    http::Response ask(const Visit& visit) const;
    http::Response act(const Visit& visit) const;
    http::Response open(const Visit& visit, std::string_view pin) const;
    http::Response bind(const Visit& visit) const;
    http::Response reply(const Visit& visit) const;
    http::Response file(const Visit& visit) const;
    http::Response show(const Visit& visit, std::string_view word) const;
    http::Response nobody_there(const http::Request& request);
    std::optional<http::Response> refusal(const Visit& visit) const;
    void audit(const Visit& visit, std::string action, std::string outcome) const;

    const engine::House& house_;
    const intake::Observation& observation_;
    intake::CodeThrottle guesses_;
};

} // namespace relay::inbox
