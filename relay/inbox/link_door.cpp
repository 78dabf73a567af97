#include "relay/inbox/link_door.h"
#include "relay/core/link.h"
#include "relay/engine/answered.h"
#include "relay/engine/commit.h"
#include "relay/engine/pin_check.h"
#include "relay/http/characters.h"
#include "relay/http/target.h"
#include "relay/inbox/link_page.h"
#include "relay/inbox/message_file.h"
#include "relay/service/log.h"
#include "store/audit_repository.h"
#include "store/error.h"
#include "store/link_repository.h"
#include "store/message_repository.h"
#include "store/page_repository.h"
#include "store/pin_repository.h"
#include "store/token.h"
#include <charconv>

namespace relay::inbox {
namespace {

constexpr std::string_view cookie_name = "belfry_link";
constexpr auto unavailable_title = "not now";
constexpr auto unavailable_text =
    "This cannot be done at the moment. Please try again soon, or read "
    "the message in your secure inbox.";

/// The value of our cookie; empty: none. RFC 6265 5.4.
std::string_view cookie_of(const http::Request& request)
{
    for (auto rest : request.headers.all("Cookie")) {
        while (!rest.empty()) {
            const auto end = rest.find(';');
            const auto pair = http::trimmed(rest.substr(0, end));
            rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
            if (pair.starts_with(cookie_name) && pair.substr(cookie_name.size(), 1) == "=")
                return pair.substr(cookie_name.size() + 1);
        }
    }
    return {};
}

/// A form that another site sends in this browser's name. Old browsers do not say; they are held
/// off by the cookie, which is not sent along then.
bool is_from_elsewhere(const http::Request& request)
{
    const auto site = request.headers.find("Sec-Fetch-Site");
    return site && *site != "same-origin" && *site != "none";
}

bool is_form(const http::Request& request)
{
    const auto type = request.headers.find("Content-Type").value_or("");
    return http::equal_ignoring_case(http::trimmed(type.substr(0, type.find(';'))),
                                     "application/x-www-form-urlencoded");
}

int number_of(std::string_view text)
{
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() ? number : -1;
}

std::string_view complaint_of(intake::NotObserved why)
{
    switch (why) {
    case intake::NotObserved::NoSuchPage:
    case intake::NotObserved::NoSuchChoice:
        return "That is no answer to this message.";
    case intake::NotObserved::NoResponse:
        return "The sender takes no answer.";
    case intake::NotObserved::EmptyText:
        return "The answer was empty; nothing was sent.";
    case intake::NotObserved::TooLong:
        return "The answer was too long; nothing was sent.";
    case intake::NotObserved::Taken:
        return "Somebody else has taken this message; nothing was sent.";
    case intake::NotObserved::Answered:
        return "You have answered this message already; nothing was sent.";
    case intake::NotObserved::Unavailable:
        return "Your answer could not be sent. Please try again.";
    }
    std::abort(); // a value that is no enumerator
}

/// "/o/TICKET" or "/o/TICKET/files/1".
struct LinkPath {
    std::string_view ticket;
    std::string_view file; ///< empty: the page itself
};

LinkPath path_of(const http::Request& request)
{
    constexpr std::string_view files = "/files/";
    const auto path = std::string_view(request.path).substr(3);
    const auto end = path.find(files);
    if (end == std::string_view::npos || path.size() == end + files.size())
        return {path, {}};
    return {path.substr(0, end), path.substr(end + files.size())};
}

} // namespace

/// One request about a link that there is.
struct LinkDoor::Visit {
    const http::Request& request;
    store::PageLink link;
    core::LinkState state;
    std::string_view file{}; ///< the number of one of the message's files; empty: the page itself
    http::QueryParameters form{};

    std::string_view field(std::string_view name) const
    {
        return http::find_parameter(form, name).value_or(std::string_view());
    }
};

LinkDoor::LinkDoor(const engine::House& house, const intake::Observation& observation)
    : house_(house), observation_(observation), guesses_({.free_tries = 20})
{
}

http::Response LinkDoor::answer(const http::Request& request)
{
    const bool is_look = request.method == "GET" || request.method == "HEAD";
    if (!is_look && request.method != "POST") {
        auto refused = html_response(405, notice_page(house_.rules.words.site, "not here", ""));
        refused.headers.add("Allow", "GET, POST");
        return refused;
    }
    if (request.path == "/o/style.css")
        return style_response();
    try {
        const auto path = path_of(request);
        const auto link = find(path.ticket);
        if (!link)
            return nobody_there(request);
        const auto cookie = cookie_of(request);
        const auto browser = cookie.empty() ? std::string() : store::token_hash(cookie);
        Visit visit{request, *link, core::state_of(*link, browser, house_.now()), path.file};
        if (auto refused = refusal(visit))
            return std::move(*refused);
        if (!visit.file.empty())
            return file(visit);
        return is_look ? ask(visit) : act(visit);
    } catch (const store::StoreError& error) {
        service::log::room("inbox").error("a link's page failed",
                                          {{"request", request.id}, {"why", error.what()}});
        auto later = html_response(
            503, notice_page(house_.rules.words.site, unavailable_title, unavailable_text));
        later.headers.add("Retry-After", "10");
        return later;
    }
}

std::optional<store::PageLink> LinkDoor::find(std::string_view ticket) const
{
    const auto reader = house_.database.reader();
    return store::LinkRepository(*reader).find(store::token_hash(ticket));
}

/// Nobody finds a link of 128 bits by trying; who tries is slowed down for the log's sake.
http::Response LinkDoor::nobody_there(const http::Request& request)
{
    const auto& site = house_.rules.words.site;
    const auto now = house_.now();
    if (guesses_.is_paused("link", request.peer_address, now))
        return html_response(429, notice_page(site, "too fast", "Please try again in a minute."));
    guesses_.failed("link", request.peer_address, now);
    service::log::room("inbox").notice("an unknown link",
                                       {{"request", request.id}, {"peer", request.peer_address}});
    return html_response(404, notice_page(site, "unknown link",
                                          "There is no such link, or it is long gone. Your "
                                          "messages are in your secure inbox."));
}

/// Why this link is not for this visitor. Looks only; what is refused after a POST is remembered.
std::optional<http::Response> LinkDoor::refusal(const Visit& visit) const
{
    const auto& site = house_.rules.words.site;
    const auto refuse = [&](int status, std::string outcome, std::string_view title,
                            std::string_view text) {
        if (visit.request.method == "POST")
            audit(visit, "link.open", std::move(outcome));
        return html_response(status, notice_page(site, title, text));
    };
    if (visit.state == core::LinkState::Expired)
        return refuse(410, "expired", "this link has expired",
                      "Read the message in your secure inbox.");
    if (visit.state == core::LinkState::Elsewhere)
        return refuse(403, "elsewhere", "this link has been used",
                      "It was opened in another browser. Read the message in your secure inbox. If "
                      "it was not you who opened it, tell your administrator.");
    const auto reader = house_.database.reader();
    const auto page = store::PageRepository(*reader).find(visit.link.page);
    if (!page || engine::is_stood_down(house_, *reader, *page) ||
        engine::Commit(*reader, house_).is_out_of_hand(*page))
        return refuse(410, "stood_down", "this is over",
                      "Somebody else has answered, or the message was called off. There is "
                      "nothing left for you to do.");
    if (!store::PinRepository(*reader, house_.vault).has_pin(visit.link.contact))
        return refuse(403, "no_pin", "a message for you",
                      "You have no PIN yet, so the message cannot be shown here. Log in to your "
                      "secure inbox to read it; there, or with your administrator, you can also "
                      "set a PIN.");
    return std::nullopt;
}

http::Response LinkDoor::ask(const Visit&) const
{
    return html_response(200, pin_form(house_.rules.words.site, ""));
}

http::Response LinkDoor::act(const Visit& seen) const
{
    auto form = is_form(seen.request) ? http::parse_query(seen.request.body, 8) : std::nullopt;
    if (!form || is_from_elsewhere(seen.request))
        return html_response(
            400, pin_form(house_.rules.words.site, "That did not come from this page."));
    auto visit = seen;
    visit.form = std::move(*form);
    if (const auto pin = http::find_parameter(visit.form, "pin"))
        return open(visit, *pin);
    if (visit.state != core::LinkState::Ours)
        return html_response(403, pin_form(house_.rules.words.site, "Please give your PIN first."));
    return reply(visit);
}

http::Response LinkDoor::open(const Visit& visit, std::string_view pin) const
{
    const auto& site = house_.rules.words.site;
    switch (engine::PinCheck(house_).ask(visit.link.contact, pin, visit.request.peer_address)) {
    case core::PinVerdict::Wrong:
        return html_response(403, pin_form(site, "That is not the PIN."));
    case core::PinVerdict::Locked:
        audit(visit, "link.open", "locked");
        return html_response(
            429, notice_page(site, "closed for now",
                             "The PIN was wrong too often. Try again in an hour, or read the "
                             "message in your secure inbox."));
    case core::PinVerdict::Right:
        return visit.state == core::LinkState::Ours ? show(visit, "") : bind(visit);
    }
    std::abort(); // a value that is no enumerator
}

/// The first browser with the right PIN has the link from now on.
http::Response LinkDoor::bind(const Visit& visit) const
{
    const auto cookie = store::make_ticket();
    const core::LinkRules rules;
    const auto ends = core::end_of_opened(visit.link, rules, house_.now());
    const bool is_first = house_.writer.ask([&](store::Connection& connection) {
        return store::LinkRepository(connection)
            .bind(visit.link.id, store::token_hash(cookie), ends);
    });
    if (!is_first) {
        auto late = visit;
        late.state = core::LinkState::Elsewhere;
        return refusal(late).value();
    }
    audit(visit, "link.open", "ok");
    if (!observation_.read(visit.link.contact, visit.link.page, "a link"))
        service::log::room("inbox").warning("a page was shown and could not be noted as read",
                                            {{"contact", visit.link.contact}});
    auto response = show(visit, "");
    const bool is_secure = house_.rules.link_base.starts_with("https:");
    const auto age = std::chrono::duration_cast<std::chrono::seconds>(rules.after_opening).count();
    response.headers.add("Set-Cookie",
                         std::string(cookie_name) + "=" + cookie + "; Path=" + visit.request.path +
                             "; Max-Age=" + std::to_string(age) + "; HttpOnly; SameSite=Strict" +
                             (is_secure ? "; Secure" : ""));
    return response;
}

http::Response LinkDoor::reply(const Visit& visit) const
{
    const auto choice = visit.field("choice");
    const auto answer = visit.field("answer");
    const int number = choice.empty() ? 0 : number_of(choice);
    std::string text(visit.field("text"));
    if (answer == "accept")
        text = "Accepted";
    const auto& link = visit.link;
    const auto replied =
        answer == "decline"
            ? observation_.decline(link.contact, link.page, link.channel)
            : observation_.reply(link.contact, link.page, number, text, link.channel);
    if (!replied)
        return show(visit, complaint_of(replied.error()));
    audit(visit, "link.answer", "ok");
    return show(visit, "Your answer has been sent.");
}

/// For the browser that has given the PIN, as long as it may read the text.
http::Response LinkDoor::file(const Visit& visit) const
{
    const auto& site = house_.rules.words.site;
    if (visit.state != core::LinkState::Ours)
        return html_response(
            403, notice_page(site, "a file of a message", "Open the message with your PIN first."));
    const auto entry = inbox::find(house_, visit.link.contact, visit.link.page);
    const auto reader = house_.database.reader();
    const auto file = !entry || entry->is_purged
                          ? std::nullopt
                          : store::MessageRepository(*reader, house_.vault)
                                .file(entry->message.id, file_number(visit.file));
    if (!file)
        return html_response(
            404, notice_page(site, "no such file", "The message has no such file, or it is gone."));
    audit(visit, "link.read_file", "ok");
    return file_response(*file, false);
}

http::Response LinkDoor::show(const Visit& visit, std::string_view word) const
{
    const auto& site = house_.rules.words.site;
    const auto entry = inbox::find(house_, visit.link.contact, visit.link.page);
    if (!entry)
        return html_response(503, notice_page(site, unavailable_title, unavailable_text));
    const auto& path = visit.request.path;
    return html_response(200, message_page(site, *entry, word, path));
}

void LinkDoor::audit(const Visit& visit, std::string action, std::string outcome) const
{
    house_.writer.run([&](store::Connection& connection) {
        store::AuditEntry entry;
        entry.at = house_.now();
        entry.actor = visit.link.contact.text();
        entry.action = std::move(action);
        entry.subject = visit.link.page.text();
        entry.outcome = std::move(outcome);
        entry.origin = visit.request.peer_address;
        store::AuditRepository(connection, house_.vault).append(std::move(entry));
    });
}

} // namespace relay::inbox
