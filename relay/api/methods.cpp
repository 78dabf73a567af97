#include "relay/api/methods.h"
#include "relay/api/contact_json.h"
#include "relay/api/contacts.h"
#include "relay/engine/code_check.h"
#include "relay/engine/commit.h"
#include "store/contact_repository.h"
#include "store/message_repository.h"
#include "store/page_repository.h"
#include <algorithm>

namespace relay::api {
namespace {

using engine::CodeVerdict;
using store::Channel;
using store::NoticeWay;

constexpr std::size_t most_channels = 8;
constexpr std::size_t looked_through = 10; ///< newest pages, for tests among them
constexpr std::ptrdiff_t most_own_tests = 3;
constexpr store::Millis test_window = std::chrono::minutes(1);

/// One address of one contact, that the caller may do something about.
struct Method {
    const store::Contact& contact;
    const store::ContactDetail& detail;
};

tl::expected<Method, Problem> method_of(const store::Contact* contact, const std::string& id)
{
    if (contact == nullptr)
        return tl::unexpected(not_found());
    const auto found = std::ranges::find_if(
        contact->details, [&](const auto& detail) { return detail.id.text() == id; });
    if (found == contact->details.end())
        return tl::unexpected(not_found());
    return Method{*contact, *found};
}

/// The contact that the path names, which the caller may change.
tl::expected<const store::Contact*, Problem> administered(const Call& call)
{
    const auto* contact = find_contact(call);
    if (contact == nullptr)
        return tl::unexpected(not_found());
    if (!may_change(*call.people, call.caller, contact->domain))
        return tl::unexpected(forbidden("Contacts of this domain may only be looked at."));
    return contact;
}

tl::expected<Method, Problem> administered_method(const Call& call)
{
    const auto contact = administered(call);
    if (!contact)
        return tl::unexpected(contact.error());
    return method_of(*contact, call.part);
}

const store::Contact* self(const Call& call)
{
    return call.people->contact(call.caller.token.contact);
}

bool is_at_hand(const core::ChannelsAtHand& channels, NoticeWay way)
{
    switch (way) {
    case NoticeWay::Email:
        return channels.email;
    case NoticeWay::Sms:
        return channels.sms;
    case NoticeWay::Ivr:
        return channels.ivr;
    case NoticeWay::Snpp:
        return channels.snpp;
    case NoticeWay::WctpPeer:
        return channels.wctp_peer;
    case NoticeWay::Query:
    case NoticeWay::WctpPush:
    case NoticeWay::Push:
        return false; // no way to an address
    }
    std::abort(); // a value that is no enumerator
}

/// By which a code can go there, the usual one first.
std::vector<NoticeWay> ways_to(store::DetailKind kind)
{
    switch (kind) {
    case store::DetailKind::Phone:
        return {NoticeWay::Sms, NoticeWay::Ivr};
    case store::DetailKind::Email:
        return {NoticeWay::Email};
    case store::DetailKind::Pager:
        return {NoticeWay::Snpp};
    case store::DetailKind::Wctp:
        return {NoticeWay::WctpPeer};
    }
    std::abort(); // a value that is no enumerator
}

/// The one that is asked for, else the first that this installation has.
tl::expected<NoticeWay, Problem> read_way(const Call& call, const store::ContactDetail& detail)
{
    std::vector<FieldError> errors;
    Fields fields(call.body, "", errors);
    const auto possible = ways_to(detail.kind);
    const auto& at_hand = call.house().rules.channels;
    const auto usual =
        std::ranges::find_if(possible, [&](auto way) { return is_at_hand(at_hand, way); });
    auto way = usual == possible.end() ? possible.front() : *usual;
    fields.word(
        "by", way, way,
        {NoticeWay::Sms, NoticeWay::Ivr, NoticeWay::Email, NoticeWay::Snpp, NoticeWay::WctpPeer});
    if (std::ranges::count(possible, way) == 0)
        fields.wrong("by", "does not lead to an address of that kind");
    fields.finish();
    if (!errors.empty())
        return tl::unexpected(invalid(std::move(errors)));
    if (!is_at_hand(at_hand, way))
        return tl::unexpected(conflict("no-channel", "Nothing is sent from here by " +
                                                         std::string(store::word(way)) +
                                                         ": the channel is not configured."));
    if (detail.opted_out || detail.invalid)
        return tl::unexpected(conflict(
            "no-address", detail.opted_out ? "The address is opted out: nothing may go there."
                                           : "The address is known as wrong: clear that first."));
    return way;
}

Outcome send_code(const Call& call, const tl::expected<Method, Problem>& method)
{
    if (!method)
        return tl::unexpected(method.error());
    const auto way = read_way(call, method->detail);
    if (!way)
        return tl::unexpected(way.error());
    const auto sent = call.house().writer.ask([&](store::Connection& connection) {
        auto made = engine::CodeCheck(connection, call.house())
                        .send(method->contact, method->detail, *way, call.caller.token.name);
        audit(call, connection, "address.code", method->detail.id.text(), made ? "ok" : "too_many");
        return made;
    });
    if (!sent)
        return tl::unexpected(too_fast(sent.error() - call.house().now(),
                                       "So many codes went there of late; another may go later."));
    JsonWriter json;
    json.object([&] {
        json.member("messageId", *sent);
        json.member("by", store::word(*way));
        json.member("expiresAt", call.house().now() + core::CodeRules().life);
    });
    return json_response(202, json);
}

Outcome verified_answer(const Call& call, store::DetailId id)
{
    const auto* contact = call.house().people()->contact(
        call.caller.token.contact.valid() ? call.caller.token.contact : find_contact(call)->id);
    const auto detail = std::ranges::find(contact->details, id, &store::ContactDetail::id);
    JsonWriter json;
    write(json, *detail);
    return json_response(200, json);
}

tl::expected<std::string, Problem> read_code(const Call& call, bool may_vouch)
{
    std::vector<FieldError> errors;
    Fields fields(call.body, "", errors);
    std::string code;
    bool vouched = false;
    fields.line("code", code, {});
    if (may_vouch)
        fields.flag("vouched", vouched, false);
    fields.finish();
    if (code.empty() != vouched)
        errors.push_back({"/code", vouched ? "cannot be told and vouched for at once"
                                   : may_vouch
                                       ? "is missing: tell the code, or vouch for the address"
                                       : "is missing"});
    if (!errors.empty())
        return tl::unexpected(invalid(std::move(errors)));
    return code;
}

Problem no_code()
{
    return conflict("no-code", "No code is awaited for this address: it was used, is too old, or "
                               "was told wrong too often. Send a new one.");
}

/// `code` empty: an administrator vouches for it.
Outcome verify(const Call& call, const tl::expected<Method, Problem>& method, bool may_vouch)
{
    if (!method)
        return tl::unexpected(method.error());
    const auto code = read_code(call, may_vouch);
    if (!code)
        return tl::unexpected(code.error());
    engine::CodeCheck::Told told;
    const auto changed = change(call, [&](store::Connection& connection) {
        const auto& detail = method->detail;
        if (code->empty()) {
            const auto now = call.house().now();
            const bool done =
                store::ContactRepository(connection, call.house().vault)
                    .set_verified(detail, store::Verification{store::VerifiedBy::Vouched, now});
            told.verdict = done ? CodeVerdict::Right : CodeVerdict::Over;
        } else {
            told = engine::CodeCheck(connection, call.house()).tell(detail, *code);
        }
        audit(call, connection, code->empty() ? "address.vouch" : "address.verify",
              detail.id.text(), told.verdict == CodeVerdict::Right ? "ok" : "refused");
        return true;
    });
    if (!changed)
        return tl::unexpected(changed.error());
    if (told.verdict == CodeVerdict::Over)
        return tl::unexpected(no_code());
    if (told.verdict == CodeVerdict::Wrong)
        return tl::unexpected(invalid({{"/code", "is not the code that was sent; tries left: " +
                                                     std::to_string(told.tries_left)}}));
    return verified_answer(call, method->detail.id);
}

/// All by which the contact is reached as it is set up; the inbox and its devices always.
std::set<Channel> channels_of(const store::Contact& contact, const core::ChannelsAtHand& at_hand)
{
    std::set<Channel> channels(contact.copies.begin(), contact.copies.end());
    for (const auto& rule : contact.redundancy)
        channels.insert(rule.channel);
    if (at_hand.push && !contact.devices.empty())
        channels.insert(Channel::Push);
    return channels;
}

tl::expected<std::set<Channel>, Problem> read_channels(const Call& call,
                                                       const store::Contact& contact)
{
    std::vector<FieldError> errors;
    Fields fields(call.body, "", errors);
    std::set<Channel> wanted;
    const bool is_there =
        fields.list("channels", most_channels, [&](const Json& json, const std::string& pointer) {
            const auto* text = std::get_if<std::string>(&json.value);
            const auto channel = text == nullptr ? std::nullopt : store::from_word<Channel>(*text);
            if (!channel || *channel == Channel::WctpPush)
                errors.push_back({pointer, "must be one of: secure, push, email, sms, ivr, snpp, "
                                           "wctp_peer"});
            else
                wanted.insert(*channel);
        });
    fields.finish();
    if (!errors.empty())
        return tl::unexpected(invalid(std::move(errors)));
    return is_there ? wanted : channels_of(contact, call.house().rules.channels);
}

Outcome test(const Call& call, const tl::expected<const store::Contact*, Problem>& contact)
{
    if (!contact)
        return tl::unexpected(contact.error());
    if (*contact == nullptr)
        return tl::unexpected(not_found());
    const auto channels = read_channels(call, **contact);
    if (!channels)
        return tl::unexpected(channels.error());
    const auto id = call.house().writer.ask([&](store::Connection& connection) {
        audit(call, connection, "contact.test", (*contact)->id.text());
        return engine::Commit(connection, call.house())
            .test(**contact, *channels, call.caller.token.name);
    });
    const auto plan =
        core::plan_test(**contact, *channels, call.house().rules.channels, call.house().now());
    JsonWriter json;
    json.object([&] {
        json.member("messageId", id);
        json.array("channels", [&] {
            std::set<Channel> used;
            for (const auto& planned : plan.deliveries) {
                if (used.insert(planned.channel).second)
                    json.value(store::word(planned.channel));
            }
        });
        json.array("leftOut", [&] {
            for (const auto& missing : plan.left_out) {
                json.object([&] {
                    json.member("channel", store::word(missing.channel));
                    json.member("why", core::word(missing.why));
                });
            }
        });
    });
    return json_response(202, json);
}

/// Whoever presses the button again and again gets no flood of it, and no bill.
bool had_enough_tests(const Call& call, const store::Contact& contact)
{
    const auto now = call.house().now();
    const auto reader = call.house().database.reader();
    store::MessageRepository messages(*reader, call.house().vault);
    const auto pages = store::PageRepository(*reader).inbox_of(contact.id, {}, looked_through);
    const auto tests = std::ranges::count_if(pages, [&](const store::Page& page) {
        if (page.created + test_window <= now)
            return false;
        const auto message = messages.find(page.message);
        return message && !message->source.valid() && message->originator == call.caller.token.name;
    });
    return tests >= most_own_tests;
}

} // namespace

Outcome send_address_code(const Call& call)
{
    return send_code(call, administered_method(call));
}

Outcome verify_address(const Call& call)
{
    return verify(call, administered_method(call), true);
}

Outcome unverify_address(const Call& call)
{
    const auto method = administered_method(call);
    if (!method)
        return tl::unexpected(method.error());
    const auto changed = change(call, [&](store::Connection& connection) {
        if (store::ContactRepository(connection, call.house().vault)
                .set_verified(method->detail, std::nullopt))
            audit(call, connection, "address.unverify", method->detail.id.text());
        return true;
    });
    if (!changed)
        return tl::unexpected(changed.error());
    return empty_response();
}

Outcome test_contact(const Call& call)
{
    return test(call, administered(call));
}

Outcome list_own_addresses(const Call& call)
{
    const auto* contact = self(call);
    if (contact == nullptr)
        return tl::unexpected(not_found());
    JsonWriter json;
    json.object([&] {
        json.array("items", [&] {
            for (const auto& detail : contact->details)
                write(json, detail);
        });
    });
    return json_response(200, json);
}

Outcome send_own_code(const Call& call)
{
    return send_code(call, method_of(self(call), call.id));
}

Outcome verify_own_address(const Call& call)
{
    return verify(call, method_of(self(call), call.id), false);
}

Outcome test_own_channels(const Call& call)
{
    const auto* contact = self(call);
    if (contact != nullptr && had_enough_tests(call, *contact))
        return tl::unexpected(
            too_fast(test_window, "So many tests went to you of late; another may go later."));
    return test(call, contact);
}

} // namespace relay::api
