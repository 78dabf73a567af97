#include "relay/gateway/answer.h"
#include "mail/charset.h"
#include "relay/engine/answered.h"
#include "relay/engine/commit.h"
#include "relay/gateway/subscription.h"
#include "relay/service/log.h"
#include "store/delivery_repository.h"
#include "store/gateway_repository.h"
#include "store/keyword_repository.h"
#include "store/ledger_repository.h"
#include "store/message_repository.h"
#include "store/notice_repository.h"
#include "store/page_repository.h"
#include "store/reply_repository.h"
#include <algorithm>

namespace relay::gateway {
namespace {

using namespace std::chrono_literals;
using store::Channel;

constexpr std::size_t most_pages = 500;
/// How long a page can be answered by a text.
constexpr store::Millis answerable = 24h;
/// So many questions back in so long a time.
constexpr std::ptrdiff_t most_questions = 3;
constexpr store::Millis of_late = 5min;

service::log::Room& log_room()
{
    static auto& room = service::log::room("gateway");
    return room;
}

/// With junk in it a sender is no phone, although its digits may be somebody's.
bool is_phone(std::string_view text)
{
    const auto digits = text.starts_with('+') ? text.substr(1) : text;
    return digits.size() >= 3 &&
           std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

Answer::Answer(store::Connection& connection, const engine::House& house,
               const core::KeyWords& words, const channels::IncomingText& incoming)
    : connection_(connection), house_(house), words_(words), incoming_(incoming),
      owners_(is_phone(incoming.from) ? store::ContactRepository(connection, house.vault)
                                            .owners_of(store::DetailKind::Phone, incoming.from)
                                      : std::vector<Owner>())
{
    row_.id = house.ids.make<store::TextId>(house.now());
    row_.provider = incoming.provider;
    row_.provider_id = incoming.id;
    row_.sender = incoming.from;
    row_.number = incoming.to;
    row_.text = store::ProtectedText(mail::repaired_utf8(incoming.text));
    row_.at = house.now();
}

bool Answer::take()
{
    store::ReceivedTextRepository texts(connection_, house_.vault);
    if (!texts.insert(row_))
        return false;
    row_.verdict = verdict();
    texts.save_verdict(row_);
    log_room().info("text received", {{"provider", incoming_.provider},
                                      {"received", row_.id},
                                      {"verdict", row_.verdict},
                                      {"page", row_.page}});
    return true;
}

std::string Answer::verdict()
{
    if (is_phone(incoming_.from)) {
        if (auto done = Subscription(connection_, house_, incoming_, owners_).take(words_))
            return *done;
    }
    const auto asked = questions();
    const auto match = core::match_reply(row_.text.reveal(), asked, words_);
    return owners_.empty() ? strangers(match) : act(match);
}

/// Who is nobody's contact may leave all the same, and return (S1.56).
std::string Answer::strangers(const core::ReplyMatch& match)
{
    store::StoppedPhoneRepository stopped(connection_, house_.vault);
    if (!is_phone(incoming_.from))
        return "unknown_sender";
    if (std::holds_alternative<core::LeaveAsked>(match))
        stopped.insert(incoming_.from, house_.now());
    else if (std::holds_alternative<core::ReturnAsked>(match))
        stopped.remove(incoming_.from);
    else
        return "unknown_sender";
    return std::holds_alternative<core::LeaveAsked>(match) ? "opted_out" : "opted_in";
}

std::vector<core::OpenQuestion> Answer::questions()
{
    std::vector<core::OpenQuestion> questions;
    for (const auto& owner : owners_)
        add_questions(owner, questions);
    return questions;
}

void Answer::add_questions(const Owner& owner, std::vector<core::OpenQuestion>& questions)
{
    store::MessageRepository messages(connection_, house_.vault);
    for (const auto& page :
         store::PageRepository(connection_).inbox_of(owner.contact, {}, most_pages)) {
        if (page.created + answerable < house_.now() || !was_sent_there(page.id, owner.detail))
            continue;
        const auto message = messages.find(page.message);
        if (!message)
            continue;
        core::OpenQuestion question;
        question.page = page.id;
        for (const auto& choice : message->choices)
            question.choices.push_back(choice.send);
        question.host_code = core::host_code_in(message->body.reveal());
        question.is_answered =
            page.progress == store::Progress::Replied || !message->allow_response;
        if (!question.choices.empty())
            has_choices_.insert(page.id);
        questions.push_back(std::move(question));
        pages_.push_back(page);
    }
}

bool Answer::was_sent_there(store::PageId page, store::DetailId detail)
{
    return std::ranges::any_of(
        store::DeliveryRepository(connection_).of_page(page), [&](const auto& delivery) {
            return delivery.channel == Channel::Sms && delivery.detail == detail &&
                   engine::has_left_the_house(connection_, house_, delivery);
        });
}

std::string Answer::act(const core::ReplyMatch& match)
{
    return std::visit([this](const auto& meant) { return act(meant); }, match);
}

std::string Answer::act(const core::ChoiceMeant& meant)
{
    return reply(meant.page, meant.choice, {});
}

std::string Answer::act(const core::NoSuchChoice& meant)
{
    row_.page = meant.page;
    ask("message " + core::reply_code(meant.page) + " has the choices 1 to " +
        std::to_string(meant.choices) + ". Please answer again.");
    return "no_such_choice";
}

std::string Answer::act(const core::TextMeant& meant)
{
    return reply(meant.page, 0, meant.text);
}

std::string Answer::act(const core::DeclineMeant& meant)
{
    const auto taken = intake::record_decline(house_, connection_, reply_to(meant.page));
    return taken ? "declined" : too_late(meant.page, taken.error());
}

std::string Answer::act(const core::DoneMeant& meant)
{
    const auto closed = intake::record_close(house_, connection_, reply_to(meant.page));
    return closed ? "closed" : reply(meant.page, 0, row_.text.reveal()); // words like any other
}

std::string Answer::act(const core::AllMeant& meant)
{
    std::string others;
    std::size_t taken = 0;
    for (const auto id : meant.pages) {
        if (!was_bundled(id))
            continue;
        if (has_choices_.contains(id)) {
            others += " " + core::reply_code(id);
            continue;
        }
        reply(id, 0, "OK");
        ++taken;
    }
    if (!others.empty())
        say("these have choices of their own, answer each by its code:" + others);
    if (taken == 0 && others.empty())
        return act(core::PageNotNamed{});
    return "all";
}

/// Did a text for many name it? Only that offers to take them all.
bool Answer::was_bundled(store::PageId id)
{
    const auto page = std::ranges::find(pages_, id, &store::Page::id);
    return std::ranges::any_of(
        store::LedgerRepository(connection_).of_message(page->message),
        [&](const auto& line) { return line.page == id && line.decision == "bundled"; });
}

store::Reply Answer::reply_to(store::PageId id)
{
    row_.page = id;
    store::Reply reply;
    reply.page = id;
    reply.contact = std::ranges::find(pages_, id, &store::Page::id)->contact;
    reply.channel = Channel::Sms;
    return reply;
}

std::string Answer::reply(store::PageId id, int choice, const std::string& text)
{
    auto reply = reply_to(id);
    reply.choice = choice;
    const auto taken = intake::record_reply(house_, connection_, std::move(reply), text);
    if (!taken)
        return too_late(id, taken.error());
    if (choice == 0 && is_open(id))
        ask("your words went to the sender, and somebody to come is still looked for. To take "
            "message " +
            core::reply_code(id) + ", answer it with its code and " +
            (has_choices_.contains(id) ? "the number of a choice." : "OK."));
    return choice > 0 ? "choice" : "text";
}

/// Nobody was believed to come by what was said.
bool Answer::is_open(store::PageId id)
{
    const auto page = store::PageRepository(connection_).find(id);
    return page && page->progress != store::Progress::Replied && !page->declined;
}

/// Who answers in vain is told: somebody may rely on it.
std::string Answer::too_late(store::PageId page, intake::NotObserved why)
{
    if (why == intake::NotObserved::Taken)
        say("message " + core::reply_code(page) + " is taken by somebody else already.");
    if (why == intake::NotObserved::Answered)
        say("you have answered message " + core::reply_code(page) +
            " already; write in words what has changed.");
    return std::string(intake::word(why));
}

std::string Answer::act(const core::PageNotNamed&)
{
    if (std::ranges::any_of(owners_, [this](const auto& owner) { return is_opted_out(owner); }))
        return "not_clear";       // who said STOP is not written to
    constexpr int most_codes = 5; // the newest, which a phone's screen holds
    int codes = 0;
    std::string words = "which message do you answer? Begin with its code:";
    for (const auto& page : pages_) {
        if (page.progress != store::Progress::Replied && codes++ < most_codes)
            words += " " + core::reply_code(page.id);
    }
    ask(words + (codes > most_codes ? " or that of an older one" : ""));
    return "not_clear";
}

std::string Answer::act(const core::NothingAsked&)
{
    return "nothing_asked";
}

std::string Answer::act(const core::LeaveAsked&)
{
    const bool urgent_ones_come = !house_.rules.channels.opt_out.override_basis.empty();
    return opt_out(true, std::string("you get no more texts here") +
                             (urgent_ones_come ? ", but in an emergency" : "") +
                             ". Reply START to get them again.");
}

std::string Answer::act(const core::ReturnAsked&)
{
    return opt_out(false, "you get texts here again. Reply STOP to end them.");
}

std::string Answer::act(const core::HelpAsked&)
{
    say("answer a message with the code in it and a number or words. Reply STOP to get no more "
        "texts here.");
    return "help";
}

bool Answer::is_opted_out(const Owner& owner) const
{
    const auto people = house_.people();
    const auto* contact = people->contact(owner.contact);
    return contact != nullptr && std::ranges::any_of(contact->details, [&](const auto& detail) {
               return detail.id == owner.detail && detail.opted_out;
           });
}

/// Each contact that has this phone (S1.48, S3.104).
std::string Answer::opt_out(bool out, const std::string& confirmation)
{
    bool changed = false;
    for (const auto& owner : owners_) {
        if (is_opted_out(owner) == out)
            continue;
        store::OptOutEvent event;
        event.detail = owner.detail;
        event.opted_out = out;
        event.at = house_.now();
        event.origin = "sms";
        event.actor = "contact";
        event.reason = out ? "STOP" : "START";
        if (!store::ContactRepository(connection_, house_.vault).record_opt_out(event))
            continue;
        changed = true;
        if (out)
            engine::Commit(connection_, house_).stopped(owner.contact, owner.detail);
    }
    if (changed)
        say(confirmation); // once: the same wish again changes nothing
    return out ? "opted_out" : "opted_in";
}

/// A question back. Where it was asked often within minutes, a machine is talking with us, and one
/// of us has to end it.
void Answer::ask(const std::string& words)
{
    const auto said =
        store::NoticeRepository(connection_, house_.vault).of_message(pages_.front().message);
    const auto asked = std::ranges::count_if(said, [this](const auto& notice) {
        return notice.kind == store::NoticeKind::KeyWord && notice.address == incoming_.from &&
               notice.at + of_late > house_.now();
    });
    if (asked < most_questions)
        say(words);
}

/// To the phone that the text came from, whatever its opt-out: it asked. A word of ours hangs on a
/// message of theirs where there is one. Strangers are never told anything.
void Answer::say(const std::string& words)
{
    store::Notice notice;
    notice.kind = store::NoticeKind::KeyWord;
    notice.way = store::NoticeWay::Sms;
    notice.address = incoming_.from;
    notice.reason = words;
    notice.at = house_.now();
    engine::Commit commit(connection_, house_);
    if (!pages_.empty()) {
        notice.contact = pages_.front().contact;
        return commit.owe(pages_.front().message, std::move(notice));
    }
    const auto people = house_.people();
    if (const auto* contact = people->contact(owners_.front().contact))
        commit.owe_apart(*contact, std::move(notice), store::Priority::Normal, "the contact");
}

} // namespace relay::gateway
