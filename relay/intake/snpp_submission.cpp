#include "relay/intake/snpp_submission.h"
#include "mail/charset.h"
#include "store/page_repository.h"
#include "store/reply_repository.h"
#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <openssl/crypto.h>

namespace relay::intake {
namespace {

using namespace std::chrono_literals;
using store::Progress;

/// A page that may not wait is not for later: so long it may take.
constexpr store::Millis unqueued = 1min;

/// RFC 1861 4.5.3: 0 is at once, 4 to 7 may take an hour to a day.
store::Priority priority_of(const snpp::Page& page)
{
    if (page.alert || page.level == 0)
        return store::Priority::High;
    return page.level && *page.level >= 4 && *page.level <= 7 ? store::Priority::Low
                                                              : store::Priority::Normal;
}

std::string body_of(const snpp::Page& page)
{
    const auto caller = page.caller.empty() ? std::string() : "\nCaller: " + page.caller;
    return mail::repaired_utf8(page.text + caller);
}

std::string flat(std::string text)
{
    std::ranges::replace_if(
        text, [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
    return text;
}

/// YYMMDDHHMMSS+0000
std::string time_text(store::Instant at)
{
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(at - day));
    const int parts[] = {static_cast<int>(date.year()) % 100,
                         static_cast<int>(static_cast<unsigned>(date.month())),
                         static_cast<int>(static_cast<unsigned>(date.day())),
                         static_cast<int>(time.hours().count()),
                         static_cast<int>(time.minutes().count()),
                         static_cast<int>(time.seconds().count())};
    std::string text;
    for (const auto part : parts)
        text += std::string(part < 10 ? "0" : "") + std::to_string(part);
    return text + "+0000";
}

/// Of a choice the reply text is its code.
snpp::Reply reply_text(const store::Reply& reply, const std::string& begin)
{
    if (reply.choice > 0)
        return {888, begin + flat(reply.text.reveal()) + " MCR Reply Received"};
    return {889, begin + flat(reply.text.reveal())};
}

/// The furthest of them; Failed only when all failed.
const store::Page* furthest(const std::vector<store::Page>& pages)
{
    const auto rank = [](const store::Page& page) {
        return page.progress == Progress::Failed ? -1 : static_cast<int>(page.progress);
    };
    const auto found = std::ranges::max_element(pages, {}, rank);
    return found == pages.end() ? nullptr : &*found;
}

store::Instant instant_of(const store::Page& page)
{
    for (const auto& at : {page.replied, page.read, page.delivered, page.failed, page.accepted}) {
        if (at)
            return *at;
    }
    return page.created;
}

} // namespace

Submission read_submission(const snpp::Page& page, const store::Source& source, store::Instant now)
{
    Submission submission;
    submission.recipients = page.pagers;
    auto& message = submission.message;
    message.source = source.id;
    message.door = store::Door::Snpp;
    message.originator = source.sender_id.empty() ? source.name : source.sender_id;
    message.priority = priority_of(page);
    message.allow_response = page.may_answer;
    message.preformatted = true;
    message.notify.read = page.wants_read;
    message.subject = store::ProtectedText(mail::repaired_utf8(page.subject));
    message.body = store::ProtectedText(body_of(page));
    for (const auto& choice : page.choices)
        message.choices.push_back({mail::repaired_utf8(choice.text), choice.code});
    message.not_before = page.hold;
    if (page.expiry)
        message.expires = now + *page.expiry;
    if (!page.queue)
        message.expires = now + unqueued;
    return submission;
}

snpp::Reply reply_on(const SubmissionResult& result, const std::string& tag)
{
    if (result) {
        const std::string words = "OK, Message QUEUED for Delivery";
        return tag.empty() ? snpp::Reply{250, words} : snpp::Reply{960, tag + " " + words};
    }
    switch (result.error().why) {
    case RefusedWhy::UnknownRecipient:
    case RefusedWhy::NoRecipient:
        return {550, "Error, Invalid Pager ID"};
    case RefusedWhy::TooLong:
        return {550, "Error, Message Too Long"};
    case RefusedWhy::BadText:
        return {550, "Error, Invalid Message"};
    case RefusedWhy::Expired:
        return {550, "Error, Message Would Expire Before Delivery"};
    case RefusedWhy::Loop:
    case RefusedWhy::NotAllowed:
        return {550, "Error, Not Allowed"};
    case RefusedWhy::NobodyOnDuty:
        return {554, "Message Failed, Nobody On Duty"};
    case RefusedWhy::Unavailable:
        return {554, "Message Failed, Try Again Later"};
    }
    std::abort();
}

std::string pass_code(const store::Vault& vault, store::MessageId message)
{
    constexpr std::uint64_t most = 1'000'000'000'000'000;
    const auto hash = vault.keyed_hash("snpp pass code", message.text()).substr(0, 15);
    return std::to_string(std::stoull(hash, nullptr, 16) % most);
}

std::optional<store::MessageId> asked_message(const store::Vault& vault, const std::string& tag,
                                              const std::string& pass)
{
    store::MessageId message;
    const auto [end, error] = std::from_chars(tag.data(), tag.data() + tag.size(), message.value);
    if (error != std::errc() || end != tag.data() + tag.size())
        return std::nullopt;
    const auto wanted = pass_code(vault, message);
    const bool fits =
        wanted.size() == pass.size() && CRYPTO_memcmp(wanted.data(), pass.data(), pass.size()) == 0;
    return fits ? std::optional(message) : std::nullopt;
}

snpp::Reply status_reply(store::Connection& connection, const store::Vault& vault,
                         const store::Message& message)
{
    const auto pages = store::PageRepository(connection).of_message(message.id);
    const auto* page = furthest(pages);
    const auto tag = std::to_string(message.id.value);
    if (page == nullptr)
        return {960, tag + " " + time_text(message.accepted) + " OK, Queued For Delivery"};
    const auto begin = tag + " " + time_text(instant_of(*page)) + " ";
    switch (page->progress) {
    case Progress::Pending:
    case Progress::Accepted:
        return {960, begin + "OK, Queued For Delivery"};
    case Progress::Delivered:
        if (message.notify.read)
            return {860, begin + "Delivered, Awaiting Read Confirmation"};
        return message.choices.empty() ? snpp::Reply{880, begin + "Message Delivered"}
                                       : snpp::Reply{861, begin + "Delivered, Awaiting Reply"};
    case Progress::Read:
        return message.choices.empty()
                   ? snpp::Reply{881, begin + "Message Delivered and Read by Recipient"}
                   : snpp::Reply{870, begin + "Delivered, Read, Awaiting Reply"};
    case Progress::Replied: {
        const auto replies = store::ReplyRepository(connection, vault).of_message(message.id);
        return replies.empty() ? snpp::Reply{881, begin + "Message Delivered and Read by Recipient"}
                               : reply_text(replies.back(), begin);
    }
    case Progress::Failed:
        return {780, begin + "Message Expired Before Delivery"};
    }
    std::abort();
}

} // namespace relay::intake
