#include "relay/intake/observation.h"
#include "mail/charset.h"
#include "mail/clean_text.h"
#include "relay/core/acceptance.h"
#include "relay/engine/commit.h"
#include "relay/intake/text.h"
#include "relay/service/log.h"
#include "store/device_repository.h"
#include "store/error.h"
#include "store/message_repository.h"
#include "store/page_repository.h"
#include "store/reply_repository.h"
#include "store/token.h"
#include <algorithm>
#include <functional>
#include <optional>
#include <ranges>

namespace relay::intake {
namespace {

namespace log = service::log;
using store::Progress;
template <class T>
using Observed = tl::expected<T, NotObserved>;

constexpr store::Millis same_reply{60'000};
constexpr int most_tries = 5;
constexpr std::string_view in_the_inbox = "the contact's inbox";

/// Another node was faster, and reading again will show how.
bool is_a_race(const store::StoreError& error)
{
    return dynamic_cast<const store::Busy*>(&error) != nullptr ||
           dynamic_cast<const store::Conflict*>(&error) != nullptr;
}

/// In a transaction of the writer's; again where another node got in between.
template <class Answer>
Answer write(const engine::House& house, const std::function<Answer(store::Connection&)>& work)
{
    for (int tries = 1;; ++tries) {
        try {
            auto answer = house.writer.ask(work);
            house.mailbox.poke();
            return answer;
        } catch (const store::StoreError& error) {
            if (tries < most_tries && is_a_race(error))
                continue;
            log::room("inbox").error("an observation is lost", {{"reason", error.what()}});
            return tl::unexpected(NotObserved::Unavailable);
        }
    }
}

std::optional<store::Page> page_of(store::Connection& connection, store::ContactId contact,
                                   store::PageId id)
{
    auto page = store::PageRepository(connection).find(id);
    return page && page->contact == contact ? page : std::nullopt;
}

/// What is read of it from now on, answers of the same person by another node included, stays so
/// until this transaction ends.
std::optional<store::Page> locked_page(const engine::House& house, store::Connection& connection,
                                       const store::Reply& reply)
{
    const auto page = page_of(connection, reply.contact, reply.page);
    if (!page)
        return std::nullopt;
    store::MessageRepository(connection, house.vault).lock(page->message);
    return page_of(connection, reply.contact, reply.page);
}

bool begins_with_digit(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && text[first] >= '0' && text[first] <= '9';
}

/// The text that the originator gets.
Observed<std::string> text_of(const store::Message& message, int choice, const std::string& text)
{
    if (!message.allow_response)
        return tl::unexpected(NotObserved::NoResponse);
    if (choice == 0)
        return text;
    if (choice < 0 || static_cast<std::size_t>(choice) > message.choices.size())
        return tl::unexpected(NotObserved::NoSuchChoice);
    return message.choices[static_cast<std::size_t>(choice) - 1].reply;
}

bool says_the_same(const store::Reply& one, const store::Reply& other)
{
    if (one.choice != other.choice)
        return false;
    return one.choice > 0 || one.text == other.text ||
           (core::says_yes(one.text.reveal()) && core::says_yes(other.text.reveal()));
}

/// Is it an answer of which there can be only one?
bool decides(const store::Reply& reply)
{
    return reply.choice > 0 || core::says_yes(reply.text.reveal());
}

/// "Cannot", chosen among the originator's choices or said in the person's own words.
bool is_no(const engine::House& house, const store::Message& message, const store::Reply& reply)
{
    const auto& words = house.rules.words_of_people;
    if (reply.choice == 0)
        return reply.text.reveal() == engine::declined_without_words ||
               core::begins_with_no(reply.text.reveal(), words);
    const auto index = static_cast<std::size_t>(reply.choice) - 1;
    if (index >= message.choices.size()) // an earlier one's, which were purged since
        return false;
    const auto& choice = message.choices[index];
    return core::says_no(choice.send, words) || core::says_no(choice.reply, words);
}

/// What an answer means to those who wait for one.
enum class Meaning { Takes, Declines, Remark };

Meaning meaning_of(const engine::House& house, const store::Message& message,
                   const store::Reply& reply)
{
    if (is_no(house, message, reply))
        return Meaning::Declines;
    const bool is_remark =
        reply.choice == 0 && core::is_remark(reply.text.reveal(), !message.choices.empty());
    return is_remark ? Meaning::Remark : Meaning::Takes;
}

bool are_contrary(Meaning one, Meaning other)
{
    return one != other && one != Meaning::Remark && other != Meaning::Remark;
}

/// The same answer, with nothing to the contrary since then.
std::optional<store::Reply> same_before(const engine::House& house, const store::Message& message,
                                        const std::vector<store::Reply>& replies,
                                        const store::Reply& reply)
{
    const auto meaning = meaning_of(house, message, reply);
    for (const auto& other : replies | std::views::reverse) {
        // A choice is made once, whenever; words may be said again after a while.
        if (says_the_same(other, reply) && (reply.choice > 0 || reply.at - other.at < same_reply))
            return other;
        if (are_contrary(meaning, meaning_of(house, message, other)))
            return std::nullopt;
    }
    return std::nullopt;
}

/// Why a decision comes too late; empty: it does not.
std::optional<NotObserved> too_late(const engine::House& house, engine::Commit& commit,
                                    const store::Message& message, const store::Page& page,
                                    const std::vector<store::Reply>& replies,
                                    const store::Reply& reply)
{
    if (!decides(reply))
        return std::nullopt;
    const auto holder = commit.taken_by(page);
    if (holder && holder->page != page.id)
        return NotObserved::Taken;
    const auto meaning = meaning_of(house, message, reply);
    for (const auto& other : replies | std::views::reverse) {
        if (are_contrary(meaning, meaning_of(house, message, other))) // thinks better of it
            return std::nullopt;
        if (other.choice > 0)
            return NotObserved::Answered;
    }
    return std::nullopt;
}

store::Reply reply_by(store::ContactId contact, store::PageId page, store::Channel channel)
{
    store::Reply reply;
    reply.page = page;
    reply.contact = contact;
    reply.channel = channel;
    return reply;
}

} // namespace

std::string fitting_answer(const std::string& words)
{
    constexpr std::size_t most_characters = most_reply_bytes / 4;
    return words.size() > most_reply_bytes ? shortened(words, most_characters, " (cut)") : words;
}

std::string_view word(NotObserved why)
{
    switch (why) {
    case NotObserved::NoSuchPage:
        return "no_such_page";
    case NotObserved::NoSuchChoice:
        return "no_such_choice";
    case NotObserved::NoResponse:
        return "no_response_allowed";
    case NotObserved::EmptyText:
        return "empty";
    case NotObserved::TooLong:
        return "too_long";
    case NotObserved::Taken:
        return "taken";
    case NotObserved::Answered:
        return "answered_before";
    case NotObserved::Unavailable:
        return "unavailable";
    }
    std::abort(); // a value that is no enumerator
}

Observed<void> Observation::delivered(store::ContactId contact,
                                      const std::vector<store::PageId>& pages) const
{
    return write<Observed<void>>(house_, [&](store::Connection& connection) -> Observed<void> {
        engine::Commit commit(connection, house_);
        for (const auto& id : pages) {
            if (page_of(connection, contact, id))
                commit.progressed(id, Progress::Delivered, in_the_inbox);
        }
        return {};
    });
}

Observed<void> Observation::read(store::ContactId contact, store::PageId page,
                                 std::string_view how) const
{
    return write<Observed<void>>(house_, [&](store::Connection& connection) -> Observed<void> {
        if (!page_of(connection, contact, page))
            return tl::unexpected(NotObserved::NoSuchPage);
        engine::Commit(connection, house_).progressed(page, Progress::Read, how);
        return {};
    });
}

Observed<bool> Observation::shown(std::string_view receipt) const
{
    const auto hash = store::token_hash(receipt);
    return write<Observed<bool>>(house_, [&](store::Connection& connection) -> Observed<bool> {
        channels::Receipt news;
        news.provider = store::word(store::Channel::Push);
        news.delivery =
            store::DeviceRepository(connection, house_.vault).take_receipt(hash, house_.now());
        news.state = channels::Arrived{};
        if (!news.delivery.valid())
            return false;
        engine::Commit(connection, house_).receipt(news);
        return true;
    });
}

int choice_meant(const store::Message& message, std::string_view words)
{
    std::vector<std::string> shown;
    std::vector<std::string> sent;
    bool are_numbers = false;
    for (const auto& choice : message.choices) {
        shown.push_back(choice.send);
        sent.push_back(choice.reply);
        are_numbers = are_numbers || begins_with_digit(choice.send);
    }
    // "2" may be two units, where "4 units" is the second choice.
    const bool is_number = begins_with_digit(words);
    const auto find = are_numbers && is_number ? core::choice_worded : core::choice_in;
    const auto meant = find(words, shown);
    return meant ? *meant : find(words, sent).value_or(0);
}

std::string clean_answer(const std::string& text)
{
    return mail::clean_text(mail::repaired_utf8(text));
}

Observed<store::Reply> record_reply(const engine::House& house, store::Connection& connection,
                                    store::Reply reply, const std::string& text)
{
    const auto words = clean_answer(text);
    if (reply.choice == 0 && words.empty())
        return tl::unexpected(NotObserved::EmptyText);
    if (words.size() > most_reply_bytes)
        return tl::unexpected(NotObserved::TooLong);
    const auto page = locked_page(house, connection, reply);
    const auto message =
        page ? store::MessageRepository(connection, house.vault).find(page->message) : std::nullopt;
    if (!message)
        return tl::unexpected(NotObserved::NoSuchPage);
    if (reply.choice == 0)
        reply.choice = choice_meant(*message, words);
    const auto said = text_of(*message, reply.choice, words);
    if (!said)
        return tl::unexpected(said.error());
    reply.message = message->id;
    reply.text = store::ProtectedText(*said);
    reply.at = house.now();
    const auto replies = store::ReplyRepository(connection, house.vault).of_page(reply.page);
    engine::Commit commit(connection, house);
    const auto meaning = meaning_of(house, *message, reply);
    if (auto before = same_before(house, *message, replies, reply)) {
        if (meaning == Meaning::Takes)
            commit.take(*page, reply.channel); // anew, where it was open again meanwhile
        return *before;
    }
    if (const auto why = too_late(house, commit, *message, *page, replies, reply))
        return tl::unexpected(*why);
    reply.id = house.ids.make<store::ReplyId>(reply.at);
    // To whoever was asked alone any answer is one; among several it must be clear that one comes.
    if (meaning == Meaning::Takes || !commit.is_one_enough(*page))
        commit.replied(reply);
    else if (meaning == Meaning::Declines)
        commit.declined(reply);
    else
        commit.remarked(reply);
    return reply;
}

Observed<store::Reply> record_decline(const engine::House& house, store::Connection& connection,
                                      store::Reply reply)
{
    const auto page = locked_page(house, connection, reply);
    if (!page)
        return tl::unexpected(NotObserved::NoSuchPage);
    reply.message = page->message;
    reply.text = store::ProtectedText(std::string(engine::declined_without_words));
    reply.at = house.now();
    for (const auto& other : store::ReplyRepository(connection, house.vault).of_page(page->id)) {
        if (page->declined && other.text == reply.text)
            return other;
    }
    engine::Commit commit(connection, house);
    const auto holder = commit.taken_by(*page);
    if (holder && holder->page != page->id)
        return tl::unexpected(NotObserved::Taken);
    if (holder && holder->state == store::AcceptanceState::Closed)
        return tl::unexpected(NotObserved::Answered);
    reply.id = house.ids.make<store::ReplyId>(reply.at);
    commit.declined(reply);
    return reply;
}

Observed<void> record_close(const engine::House& house, store::Connection& connection,
                            const store::Reply& reply)
{
    const auto page = page_of(connection, reply.contact, reply.page);
    if (!page)
        return tl::unexpected(NotObserved::NoSuchPage);
    engine::Commit commit(connection, house);
    const auto holder = commit.taken_by(*page);
    if (!holder || holder->page != page->id)
        return tl::unexpected(NotObserved::Taken);
    static_cast<void>(commit.close(page->message, page->contact.text())); // or was closed before
    return {};
}

Observed<store::Reply> Observation::decline(store::ContactId contact, store::PageId page,
                                            store::Channel channel) const
{
    return write<Observed<store::Reply>>(house_, [&](store::Connection& connection) {
        return record_decline(house_, connection, reply_by(contact, page, channel));
    });
}

Observed<void> Observation::close(store::ContactId contact, store::PageId page,
                                  store::Channel channel) const
{
    return write<Observed<void>>(house_, [&](store::Connection& connection) {
        return record_close(house_, connection, reply_by(contact, page, channel));
    });
}

Observed<store::Reply> Observation::reply(store::ContactId contact, store::PageId page, int choice,
                                          const std::string& text, store::Channel channel) const
{
    auto reply = reply_by(contact, page, channel);
    reply.choice = choice;
    return write<Observed<store::Reply>>(house_, [&](store::Connection& connection) {
        return record_reply(house_, connection, reply, text);
    });
}

} // namespace relay::intake
