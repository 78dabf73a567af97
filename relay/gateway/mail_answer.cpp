#include "relay/gateway/mail_answer.h"
#include "relay/core/reply_match.h"
#include "relay/engine/answered.h"
#include "relay/engine/commit.h"
#include "relay/intake/observation.h"
#include "relay/service/log.h"
#include "store/delivery_repository.h"
#include "store/gateway_repository.h"
#include "store/message_repository.h"
#include "store/model/directory.h"
#include "store/page_repository.h"
#include <algorithm>
#include <optional>

namespace relay::gateway {
namespace {

using namespace std::chrono_literals;

/// Of a page whose message has no deadline.
constexpr store::Millis answerable = 24h;

mail::Verdict taken()
{
    return {{250, "2.0.0", "thank you, your answer was taken"}};
}

mail::Verdict too_late(std::string why)
{
    return {{550, "5.7.1", std::move(why)}};
}

mail::Verdict verdict_on(intake::NotObserved why)
{
    switch (why) {
    case intake::NotObserved::NoSuchPage:
        return too_late("the message that you answer is not here any more");
    case intake::NotObserved::NoSuchChoice:
        return too_late("the message that you answer has no such choice");
    case intake::NotObserved::NoResponse:
        return too_late("the sender of the message takes no answers");
    case intake::NotObserved::EmptyText:
        return {{550, "5.6.0", "your answer is empty: write it above the quoted text"}};
    case intake::NotObserved::TooLong:
        return {{552, "5.3.4", "your answer is too long, please be brief"}};
    case intake::NotObserved::Taken:
        return too_late("somebody else has taken the message that you answer");
    case intake::NotObserved::Answered:
        return too_late("you have answered already; say in other words what has changed");
    case intake::NotObserved::Unavailable:
        return mail::Verdict::try_later("not now, try again later");
    }
    std::abort(); // a value that is no enumerator
}

/// The page that is answered, with what it is about.
struct Question {
    store::Delivery delivery;
    store::Page page;
    store::Message message;
};

std::optional<Question> question_of(store::Connection& connection, const engine::House& house,
                                    store::DeliveryId id)
{
    const auto delivery = store::DeliveryRepository(connection).find(id);
    const auto page =
        delivery ? store::PageRepository(connection).find(delivery->page) : std::nullopt;
    auto message =
        page ? store::MessageRepository(connection, house.vault).find(page->message) : std::nullopt;
    if (!message)
        return std::nullopt;
    return Question{*delivery, *page, std::move(*message)};
}

/// What they mean; its page is known, so a number that is no code of it is an answer all the same.
struct Meant {
    int choice = 0;
    std::string text;
    bool declines = false;
    bool is_done = false;
    bool is_no_choice = false; ///< a number beyond those that there are
};

Meant meant_by(const mail::AnswerText& answer, const Question& question, core::KeyWords words)
{
    core::OpenQuestion open;
    open.page = question.page.id;
    for (const auto& choice : question.message.choices)
        open.choices.push_back(choice.send);
    open.host_code = core::host_code_in(question.message.body.reveal());
    // By mail nobody leaves: "stop" may well be the answer.
    words.stop = words.start = words.help = {};
    const auto match = core::match_reply(answer.first_line, {open}, words);
    if (const auto* choice = std::get_if<core::ChoiceMeant>(&match))
        return {choice->choice, {}};
    return {0, intake::fitting_answer(answer.text),
            std::holds_alternative<core::DeclineMeant>(match),
            std::holds_alternative<core::DoneMeant>(match),
            std::holds_alternative<core::NoSuchChoice>(match)};
}

bool is_from_the_contact(const engine::House& house, const Question& question,
                         const std::string& from)
{
    const auto people = house.people();
    const auto* contact = people->contact(question.page.contact);
    return contact != nullptr && std::ranges::any_of(contact->details, [&](const auto& detail) {
               return detail.kind == store::DetailKind::Email &&
                      store::folded_lower(detail.address) == store::folded_lower(from);
           });
}

/// Done is said of what one has; of anything else it is a word like any other.
std::optional<intake::NotObserved> record(store::Connection& connection, const engine::House& house,
                                          store::Reply reply, const Meant& meant)
{
    if (meant.is_no_choice)
        return intake::NotObserved::NoSuchChoice;
    if (meant.is_done && intake::record_close(house, connection, reply))
        return std::nullopt;
    const auto recorded =
        meant.declines ? intake::record_decline(house, connection, std::move(reply))
                       : intake::record_reply(house, connection, std::move(reply), meant.text);
    return recorded ? std::nullopt : std::optional(recorded.error());
}

store::ReceivedText row_of(const engine::House& house, const Question& question,
                           const mail::Returned& returned)
{
    store::ReceivedText row;
    row.id = house.ids.make<store::TextId>(house.now());
    row.provider = "email";
    if (!returned.message_id.empty())
        row.provider_id = house.vault.keyed_hash("mail answer", question.delivery.id.text() + " " +
                                                                    returned.message_id);
    row.sender = returned.from_address;
    row.number = question.delivery.id.text();
    row.text = store::ProtectedText(returned.answer.text);
    row.verdict = "answer";
    row.page = question.page.id;
    row.at = house.now();
    return row;
}

} // namespace

mail::Verdict take_answer(store::Connection& connection, const engine::House& house,
                          store::DeliveryId id, const mail::Returned& returned)
{
    const auto question = question_of(connection, house, id);
    if (!question)
        return verdict_on(intake::NotObserved::NoSuchPage);
    const auto row = row_of(house, *question, returned);
    if (!store::ReceivedTextRepository(connection, house.vault).insert(row))
        return taken(); // the same mail again: our 250 got lost on its way
    engine::Commit commit(connection, house);
    const auto& page = question->page;
    if (question->message.expires.value_or(page.created + answerable) <= house.now())
        return too_late("the message that you answer has expired");
    if (engine::is_stood_down(house, connection, page) || commit.is_out_of_hand(page))
        return too_late("somebody else has taken the message that you answer");
    const auto meant = meant_by(returned.answer, *question, house.rules.words_of_people);
    store::Reply reply;
    reply.page = page.id;
    reply.contact = page.contact;
    reply.channel = store::Channel::Email;
    reply.choice = meant.choice;
    if (const auto why_not = record(connection, house, std::move(reply), meant))
        return verdict_on(*why_not);
    commit.answered(id);
    if (!is_from_the_contact(house, *question, returned.from_address))
        commit.remark(id, "answered", "from another address than the contact's");
    return taken();
}

} // namespace relay::gateway
