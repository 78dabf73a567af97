#include "relay/engine/outgoing.h"
#include "relay/core/page_progress.h"
#include "relay/engine/code_check.h"
#include "relay/engine/commit.h"
#include "relay/engine/notice_text.h"
#include "relay/engine/outgoing_page.h"
#include "relay/engine/page_mark.h"
#include "relay/engine/return_address.h"
#include "store/attempt_repository.h"
#include "store/delivery_repository.h"
#include "store/message_repository.h"
#include "store/model/picture.h"
#include "store/notice_repository.h"
#include "store/page_repository.h"
#include <algorithm>
#include <tl/expected.hpp>

namespace relay::engine {
namespace {

Prepared refuse(channels::Blame blame, std::string code, std::string detail)
{
    return {std::nullopt, channels::Refused{blame, std::move(code), std::move(detail)}};
}

/// Nothing is sent; what becomes of the delivery is decided when this is recorded.
channels::Outcome hold_back(std::string code, std::string detail)
{
    return channels::Busy{std::move(code), std::move(detail), {}};
}

bool takes_pages(store::Channel channel)
{
    return channel == store::Channel::Snpp || channel == store::Channel::WctpPeer;
}

/// Those by which phones and pagers hear from us.
bool is_of_people(store::Channel channel)
{
    return takes_pages(channel) || channel == store::Channel::Sms || channel == store::Channel::Ivr;
}

/// A text of ours, in the form that the channel carries.
channels::Payload payload_of(store::Channel channel, const std::string& to,
                             const core::ReleasedText& text, const Rules& rules)
{
    if (takes_pages(channel))
        return channels::PageOut{to, text, {}, false};
    if (channel != store::Channel::Ivr)
        return channels::TextOut{to, core::release_status(rules.words.site), text, {}, false};
    channels::CallOut call;
    call.to = to;
    call.text = text;
    call.language.clear(); // the trunk's own
    return call;
}

channels::PageOut page_out(std::string to, core::ReleasedCall words, bool may_answer)
{
    return {std::move(to), std::move(words.text), std::move(words.choices), may_answer};
}

/// What of the message's files may go with the page. Contents are read for another gateway alone,
/// which may take the pictures of an alarm.
std::vector<core::ReleasedFile> files_out(const PageMaterial& of)
{
    if (!core::may_leave_in_full(of.contact))
        return {};
    auto files = of.message.files;
    store::MessageRepository messages(of.connection, of.house.vault);
    for (std::size_t at = 0; at < files.size(); ++at) {
        if (of.delivery.channel != store::Channel::WctpPeer ||
            store::picture_format_of_type(files[at].type) == nullptr)
            continue;
        if (auto whole = messages.file(of.message.id, static_cast<int>(at) + 1))
            files[at] = std::move(*whole);
    }
    return core::release_files(of.contact, files);
}

/// The address, or why nothing may go there.
tl::expected<const store::ContactDetail*, Prepared>
usable(const store::Contact& contact, const store::Delivery& delivery, const Rules& rules)
{
    const auto detail =
        std::ranges::find(contact.details, delivery.detail, &store::ContactDetail::id);
    if (detail == contact.details.end())
        return tl::unexpected(refuse(channels::Blame::Detail, "gone", "the address was removed"));
    if (core::opt_out_of(*detail, delivery.priority, rules.channels.opt_out) == core::OptOut::Stops)
        return tl::unexpected(
            refuse(channels::Blame::Detail, "opted_out", "the address is opted out"));
    if (detail->invalid)
        return tl::unexpected(
            refuse(channels::Blame::Detail, "invalid_address", "the address is known as wrong"));
    return &*detail;
}

/// A text that may be there already says so, where its channel cannot tell the second from the
/// first: a mail has the same Message-ID, another WCTP gateway the same messageID.
core::ReleasedText marked(const core::ReleasedText& text, const House& house,
                          store::Connection& connection, const store::Delivery& delivery)
{
    const bool is_seen_twice =
        delivery.channel == store::Channel::Sms || delivery.channel == store::Channel::Snpp;
    if (!is_seen_twice || delivery.attempts <= 1)
        return text;
    const auto tries = store::AttemptRepository(connection, house.vault).of_delivery(delivery.id);
    const auto unclear =
        std::ranges::count(tries, store::AttemptState::Unclear, &store::Attempt::state);
    return core::with_repeat_mark(text, static_cast<std::size_t>(unclear));
}

/// Says why the words stay here, where the contact would let them go.
void explain(const House& house, const store::Delivery& delivery)
{
    house.writer.run([&](store::Connection& connection) {
        Commit(connection, house)
            .remark(delivery.id, "stub", "the address is not verified to be the contact's own");
    });
}

Prepared prepare_page(const House& house, store::Connection& connection,
                      const store::Delivery& delivery)
{
    const auto people = house.people();
    const auto* whole = people->contact(delivery.contact);
    if (whole == nullptr)
        return refuse(channels::Blame::Detail, "gone", "the contact was removed");
    if (delivery.channel == store::Channel::Push)
        return prepare_push(house, connection, delivery);
    const auto detail = usable(*whole, delivery, house.rules);
    if (!detail)
        return detail.error();
    const auto contact = core::as_reached_at(*whole, **detail, house.rules.full_text_needs_proof);
    if (contact.secure != whole->secure && delivery.attempts == 1)
        explain(house, delivery);
    const auto message = store::MessageRepository(connection, house.vault).find(delivery.message);
    const auto page = store::PageRepository(connection).find(delivery.page);
    if (!message || !page)
        return refuse(channels::Blame::Message, "gone", "the message was removed");
    if (core::may_leave_in_full(contact) && message->body.empty() &&
        store::MessageRepository(connection, house.vault).is_purged(message->id))
        return refuse(channels::Blame::Message, "purged", "the text was purged");
    const PageMaterial of{house, connection, delivery, contact, *message, *page};
    if (delivery.channel == store::Channel::Ivr)
        return prepare_call(of, (*detail)->address);
    if (takes_pages(delivery.channel)) {
        auto words = core::release_call(*message, contact, house.rules.words);
        words.text = marked(words.text, house, connection, delivery);
        auto outgoing = envelope(house, delivery);
        auto out = page_out((*detail)->address, std::move(words), message->allow_response);
        out.files = files_out(of);
        outgoing.payload = std::move(out);
        return {std::move(outgoing), channels::Busy{}};
    }
    const auto mark = page_mark(connection, *people, *page, *message);
    if (delivery.channel == store::Channel::Email)
        return prepare_mail(of, (*detail)->address, mark);
    auto released = core::release(*message, contact, words_with_link(of), mark);
    if (delivery.channel == store::Channel::Sms)
        released.text = core::as_one_text(released);
    released.text = marked(released.text, house, connection, delivery);
    auto outgoing = envelope(house, delivery);
    auto text = channels::TextOut{(*detail)->address, released.subject, released.text, {}, {}};
    if (delivery.channel == store::Channel::Sms && house.rules.sms_answers)
        text.text = core::with_answer_hint(released.text, *message, page->id, released.full);
    outgoing.payload = std::move(text);
    return {std::move(outgoing), channels::Busy{}};
}

Prepared prepare_code(const House& house, store::Connection& connection,
                      const store::Delivery& delivery, const store::Notice& notice)
{
    const auto digits = digits_of(notice, connection, house);
    if (digits.empty())
        return refuse(channels::Blame::Message, "over", "the code is over");
    auto outgoing = envelope(house, delivery);
    outgoing.payload = payload_of(delivery.channel, notice.address,
                                  core::release_status(house.rules.words.site + ": " +
                                                       (delivery.channel == store::Channel::Ivr
                                                            ? core::code_speech(digits, {})
                                                            : core::code_text(digits, {}))),
                                  house.rules);
    if (auto* text = std::get_if<channels::TextOut>(&outgoing.payload))
        text->automatic = true;
    return {std::move(outgoing), channels::Busy{}};
}

/// From now on nothing joins it: what is told is the same on every try.
std::vector<store::Notice> gathered_with(const House& house, const store::Notice& notice)
{
    std::vector<store::Notice> others;
    if (!notice.gathers)
        return others;
    house.writer.run([&](store::Connection& connection) {
        store::NoticeRepository notices(connection, house.vault);
        notices.close_digest(notice.id, house.now());
        others = notices.of_digest(notice.id);
    });
    return others;
}

channels::TextOut mail_of(const House& house, store::Connection& connection,
                          const store::Notice& notice)
{
    const auto others = gathered_with(house, notice);
    std::vector<NoticeMaterial> statuses{load_material(house, connection, notice)};
    for (const auto& other : others)
        statuses.push_back(load_material(house, connection, other));
    return others.empty() ? notice_mail(statuses.front(), house.rules) : digest_mail(statuses);
}

Prepared prepare_notice(const House& house, store::Connection& connection,
                        const store::Delivery& delivery)
{
    const auto notice = store::NoticeRepository(connection, house.vault).find(delivery.notice);
    if (!notice)
        return refuse(channels::Blame::Message, "gone", "the notice was removed");
    if (delivery.channel == store::Channel::Push)
        return prepare_push_notice(house, connection, delivery, *notice);
    if (notice->kind == store::NoticeKind::Export)
        return prepare_export(house, connection, delivery, *notice);
    if (notice->kind == store::NoticeKind::Code)
        return prepare_code(house, connection, delivery, *notice);
    auto outgoing = envelope(house, delivery);
    if (is_of_people(delivery.channel)) {
        const auto words = notice_words(*notice, house.rules);
        outgoing.payload = payload_of(delivery.channel, notice->address, words.text, house.rules);
        return {std::move(outgoing), channels::Busy{}};
    }
    if (delivery.channel == store::Channel::Email) {
        auto mail = mail_of(house, connection, *notice);
        if (notice->kind == store::NoticeKind::FailReport && house.rules.mail_returns)
            mail.report_mark = report_mark(house.vault, delivery.id);
        outgoing.payload = std::move(mail);
        return {std::move(outgoing), channels::Busy{}};
    }
    const NoticeMaterial material = load_material(house, connection, *notice);
    const auto* source = material.people->source(material.message.source);
    if (source == nullptr || source->callback_url.empty())
        return refuse(channels::Blame::Provider, "gone", "the source has no callback any more");
    outgoing.payload =
        channels::WctpOut{source->callback_url, source->callback_networks,
                          notice_document(material, house.rules), source->wctp.callback_tls};
    return {std::move(outgoing), channels::Busy{}};
}

} // namespace

channels::Outgoing envelope(const House& house, const store::Delivery& delivery)
{
    channels::Outgoing outgoing;
    outgoing.delivery = delivery.id;
    outgoing.attempt = delivery.attempts;
    outgoing.channel = delivery.channel;
    outgoing.priority = delivery.priority;
    outgoing.now = house.now();
    outgoing.expires = delivery.expires;
    return outgoing;
}

std::optional<channels::Outcome> held_back(const House& house, store::Connection& connection,
                                           const store::Delivery& delivery)
{
    if (delivery.expires && *delivery.expires <= house.now())
        return hold_back("expired", "it expired while it waited");
    const auto current = store::DeliveryRepository(connection).find(delivery.id);
    if (!current || current->state != store::DeliveryState::Sending ||
        current->claimed_by != delivery.claimed_by || current->attempts != delivery.attempts)
        return hold_back("claim_lost", "another node took it over");
    if (Commit(connection, house).is_answered_elsewhere(delivery))
        return hold_back("answered", "it became needless while it waited");
    return std::nullopt;
}

Prepared prepare_bundle(const House& house, store::Connection& connection, const Load& load)
{
    const auto& first = load.front().delivery;
    house.directory.refresh_if_changed(connection);
    const auto people = house.people();
    const auto* contact = people->contact(first.contact);
    if (contact == nullptr)
        return refuse(channels::Blame::Detail, "gone", "the contact was removed");
    const auto detail = usable(*contact, first, house.rules);
    if (!detail)
        return detail.error();
    std::vector<store::PageId> pages;
    for (const auto& claimed : load)
        pages.push_back(claimed.delivery.page);
    const bool is_answerable = first.channel == store::Channel::Sms && house.rules.sms_answers;
    const auto text = marked(core::release_bundle(pages, house.rules.words, is_answerable), house,
                             connection, first);
    auto outgoing = envelope(house, first);
    outgoing.payload = payload_of(first.channel, (*detail)->address, text, house.rules);
    return {std::move(outgoing), channels::Busy{}};
}

channels::Payload canary_payload(store::Channel channel, const std::string& to, const Rules& rules)
{
    return payload_of(channel, to, core::release_status(rules.words.site + ": canary, no message"),
                      rules);
}

Prepared prepare(const House& house, store::Connection& connection, const store::Delivery& delivery)
{
    if (auto instead = held_back(house, connection, delivery))
        return {std::nullopt, std::move(*instead)};
    // An opt-out counts from its commit on, not from the scheduler's next look.
    house.directory.refresh_if_changed(connection);
    if (delivery.kind == store::DeliveryKind::Notice)
        return prepare_notice(house, connection, delivery);
    return prepare_page(house, connection, delivery);
}

} // namespace relay::engine
