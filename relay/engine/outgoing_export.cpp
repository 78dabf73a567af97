#include "relay/channels/sealed_mail.h"
#include "relay/engine/export_files.h"
#include "relay/engine/outgoing_page.h"
#include "relay/engine/return_address.h"
#include "relay/service/log.h"

namespace relay::engine {
namespace {

using core::MailForm;

constexpr auto csv_type = "text/csv; charset=utf-8";
constexpr auto json_type = "application/json";

/// False: it cannot be encrypted.
bool seal(const store::Contact& contact, const ExportFiles& files, channels::TextOut& text)
{
    const store::ProtectedText words("All messages to and from you are attached.\n");
    auto sealed = channels::sealed_mail(
        words, *contact.certificate,
        {{"messages.csv", csv_type, files.csv}, {"messages.json", json_type, files.json}});
    if (sealed)
        text.sealed = std::move(*sealed);
    return sealed.has_value();
}

std::string how_to_fetch(const House& house)
{
    return "All messages to and from you are ready. They may not be sent by mail, or are too large "
           "for it: fetch them with a device that is enrolled for your inbox" +
           (house.rules.link_base.empty()
                ? std::string(".\n")
                : ", at " + house.rules.link_base + "/api/v1/inbox/export\n");
}

} // namespace

Prepared prepare_export(const House& house, store::Connection& connection,
                        const store::Delivery& delivery, const store::Notice& notice)
{
    const auto people = house.people();
    const auto* contact = people->contact(notice.contact);
    if (contact == nullptr)
        return {std::nullopt,
                channels::Refused{channels::Blame::Detail, "gone", "the contact was removed"}};
    channels::TextOut text;
    text.to = notice.address;
    text.subject = core::release_status(house.rules.words.site + ": your messages");
    text.automatic = true;
    if (house.rules.mail_returns)
        text.report_mark = report_mark(house.vault, delivery.id);
    const bool is_without_files = !notice.reason.empty();
    const auto form =
        is_without_files ? MailForm::Stub
                         : core::mail_form(*contact, house.rules.mail_protection, house.now()).form;
    if (form == MailForm::Whole) {
        const auto files = export_files(connection, house, *contact);
        text.text = core::release_status("All messages to and from you are attached.\n");
        text.files = {{"messages.csv", csv_type, core::release_export(*contact, files.csv)},
                      {"messages.json", json_type, core::release_export(*contact, files.json)}};
    } else if (form == MailForm::Stub ||
               !seal(*contact, export_files(connection, house, *contact), text)) {
        text.text = core::release_status(how_to_fetch(house));
    }
    auto outgoing = envelope(house, delivery);
    outgoing.payload = std::move(text);
    return {std::move(outgoing), channels::Busy{}};
}

} // namespace relay::engine
