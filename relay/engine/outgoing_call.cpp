#include "relay/engine/answered.h"
#include "relay/engine/outgoing_page.h"
#include "relay/engine/pin_check.h"
#include "relay/service/log.h"
#include "store/error.h"
#include "store/message_repository.h"
#include "store/pin_repository.h"

namespace relay::engine {
namespace {

/// A call does not end because the store fails for a moment: nobody is let in, nobody is cut off.
template <class Answer>
Answer asked(const std::function<Answer()>& question, Answer otherwise)
{
    try {
        return question();
    } catch (const store::StoreError& error) {
        service::log::room("engine").warning("a call's question found no answer",
                                             {{"why", error.what()}});
        return otherwise;
    }
}

std::function<core::PinVerdict(const std::string&)> pin_question(const House& house,
                                                                 store::ContactId contact)
{
    return [&house, contact](const std::string& digits) {
        return asked<core::PinVerdict>([&] { return PinCheck(house).ask(contact, digits, "call"); },
                                       core::PinVerdict::Wrong);
    };
}

std::function<bool(store::Progress)> taken_question(const House& house,
                                                    const store::Delivery& delivery)
{
    return [&house, delivery](store::Progress reached) {
        return asked<bool>(
            [&] {
                const auto reader = house.database.reader();
                return is_taken(house, *reader, delivery, reached);
            },
            false);
    };
}

Prepared refuse(channels::Blame blame, std::string code, std::string detail)
{
    return {std::nullopt, channels::Refused{blame, std::move(code), std::move(detail)}};
}

bool has_pin(const PageMaterial& of)
{
    return store::PinRepository(of.connection, of.house.vault).has_pin(of.contact.id);
}

} // namespace

Prepared prepare_call(const PageMaterial& of, std::string number)
{
    const auto& house = of.house;
    auto words = core::release_call(of.message, of.contact, house.rules.words);
    channels::CallOut call;
    call.to = std::move(number);
    call.text = std::move(words.text);
    call.is_message = words.full;
    call.may_accept = !words.full && of.message.allow_response && of.message.choices.empty();
    call.choices = std::move(words.choices);
    call.language.clear(); // the trunk's own
    call.is_taken = taken_question(house, of.delivery);
    if (!words.full && house.rules.calls_ask_pin && has_pin(of)) {
        if (PinCheck(house).is_locked(of.connection, of.contact.id))
            return refuse(channels::Blame::Detail, "pin_locked", "the PIN was wrong too often");
        if (store::MessageRepository(of.connection, house.vault).is_purged(of.message.id))
            return refuse(channels::Blame::Message, "purged", "the text was purged");
        auto sealed = core::sealed_words(of.message);
        call.sealed = channels::SealedCall{std::move(sealed.text), std::move(sealed.choices),
                                           pin_question(house, of.contact.id)};
    }
    auto outgoing = envelope(house, of.delivery);
    outgoing.payload = std::move(call);
    return {std::move(outgoing), channels::Busy{}};
}

} // namespace relay::engine
