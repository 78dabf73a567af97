#include "mail/returned.h"

#include "mail/detail/ascii.h"
#include "mail/readable.h"

#include <algorithm>
#include <array>

namespace mail {
namespace {

// How programs begin the subject of an out-of-office. A person's answer begins with "Re:".
constexpr std::array<std::string_view, 12> away_subjects{
    "Out of office",   "Out of the office",
    "Automatic reply", "Auto-reply",
    "Autoreply",       "Auto response",
    "Auto:",           "Automatische Antwort",
    "Abwesenheit",     "R\u00e9ponse automatique",
    "Respuesta autom", "Absence"};

bool begins_as_away(std::string_view subject)
{
    return std::any_of(away_subjects.begin(), away_subjects.end(),
                       [&](std::string_view word) { return ascii::starts_with(subject, word); });
}

// quirk: Exim and Gmail name who was not reached in the header, also where there is no RFC 3464.
bool names_failed(const std::vector<HeaderField>& header)
{
    return std::any_of(header.begin(), header.end(), [](const HeaderField& field) {
        return is_named(field, "X-Failed-Recipients") && !ascii::trimmed(field.value).empty();
    });
}

ReturnedKind kind_of(const Readable& readable, const MimeMessage& mime, Returned& result,
                     bool from_null_sender)
{
    if (auto report = read_delivery_report(mime)) {
        result.delivery = std::move(*report);
        return ReturnedKind::DeliveryReport;
    }
    if (auto report = read_disposition_report(mime)) {
        result.disposition = std::move(*report);
        return ReturnedKind::DispositionReport;
    }
    if (from_null_sender && names_failed(mime.header)) {
        result.delivery.recipients = {{ReportedAction::Failed, {}}};
        return ReturnedKind::DeliveryReport;
    }
    if (readable.is_delivery_report || readable.is_disposition_report)
        return ReturnedKind::UnreadReport;
    if (readable.is_auto_submitted || readable.is_list || begins_as_away(readable.subject))
        return ReturnedKind::AutomaticAnswer;
    return from_null_sender ? ReturnedKind::UnreadReport : ReturnedKind::Answer;
}

} // namespace

Returned read_returned(std::string_view message, bool from_null_sender)
{
    const auto readable = read_mail(message);
    const auto mime = read_mime(message);
    Returned result;
    result.kind = kind_of(readable, mime, result, from_null_sender);
    if (result.kind == ReturnedKind::Answer)
        result.answer = answer_in(readable.text);
    result.from_address = readable.from_address;
    result.message_id = readable.message_id;
    result.hops = static_cast<std::size_t>(
        std::count_if(mime.header.begin(), mime.header.end(),
                      [](const HeaderField& field) { return is_named(field, "Received"); }));
    return result;
}

} // namespace mail
