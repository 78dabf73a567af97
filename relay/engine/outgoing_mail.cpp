#include "relay/channels/sealed_mail.h"
#include "relay/engine/commit.h"
#include "relay/engine/outgoing_page.h"
#include "relay/engine/return_address.h"
#include "relay/service/log.h"
#include "store/message_repository.h"

namespace relay::engine {
namespace {

using core::MailForm;

/// Reports on the mail come back to its delivery, and so do answers where they are of use.
void mark_for_return(const PageMaterial& of, channels::TextOut& text)
{
    const auto& house = of.house;
    if (!house.rules.mail_returns)
        return;
    text.report_mark = report_mark(house.vault, of.delivery.id);
    if (of.message.allow_response)
        text.answer_mark = answer_mark(house.vault, of.delivery.id);
}

/// What is encrypted, and in front of it what the stub's subject says. False: it cannot be done.
bool seal(const PageMaterial& of, std::string_view mark, channels::TextOut& text)
{
    const auto words = core::sealed_mail(of.message, mark, of.house.rules.mail_returns);
    auto sealed = channels::sealed_mail(words, *of.contact.certificate);
    if (!sealed) {
        service::log::room("engine").error(
            "a certificate is of no use, the mail says nothing",
            {{"contact", of.contact.id}, {"delivery", of.delivery.id}, {"why", sealed.error()}});
        return false;
    }
    text.sealed = std::move(*sealed);
    text.subject = core::release(of.message, of.contact, of.house.rules.words, mark).subject;
    return true;
}

void release(const PageMaterial& of, std::string_view mark, channels::TextOut& text)
{
    const auto words = words_with_link(of);
    auto released = core::release(of.message, of.contact, words, mark);
    text.subject = std::move(released.subject);
    text.text = of.house.rules.mail_returns ? core::with_mail_hint(released.text, of.message)
                                            : std::move(released.text);
}

/// Before anything is sent, so that what left the house is never without its line.
void explain(const PageMaterial& of, const core::MailDecision& made)
{
    if (of.house.rules.mail_protection == core::MailProtection::Stub ||
        made.form == MailForm::Whole)
        return;
    of.house.writer.run([&](store::Connection& connection) {
        Commit(connection, of.house)
            .remark(of.delivery.id, made.form == MailForm::Sealed ? "sealed" : "stub",
                    std::string(made.reason));
    });
}

} // namespace

Prepared prepare_mail(const PageMaterial& of, std::string address, std::string_view mark)
{
    const auto& house = of.house;
    auto made = core::mail_form(of.contact, house.rules.mail_protection, house.now());
    if (made.form == MailForm::Sealed && of.message.body.empty() &&
        store::MessageRepository(of.connection, house.vault).is_purged(of.message.id))
        return {std::nullopt,
                channels::Refused{channels::Blame::Message, "purged", "the text was purged"}};
    channels::TextOut text;
    text.to = std::move(address);
    mark_for_return(of, text);
    if (made.form == MailForm::Sealed && !seal(of, mark, text))
        made = {MailForm::Stub, "nothing can be encrypted for the contact's certificate"};
    if (made.form != MailForm::Sealed)
        release(of, mark, text);
    explain(of, made);
    auto outgoing = envelope(house, of.delivery);
    outgoing.payload = std::move(text);
    return {std::move(outgoing), channels::Busy{}};
}

} // namespace relay::engine
