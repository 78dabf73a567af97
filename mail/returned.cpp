#include "mail/returned.h"

#include "mail/detail/ascii.h"
#include "mail/detail/machine_marks.h"
#include "mail/detail/older_report.h"
#include "mail/readable.h"

#include <algorithm>

namespace mail {
namespace {

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
    if (auto older = from_null_sender ? read_older_report(readable.text) : std::nullopt) {
        result.delivery = std::move(*older);
        return ReturnedKind::DeliveryReport;
    }
    if (readable.is_delivery_report || readable.is_disposition_report)
        return ReturnedKind::UnreadReport;
    if (readable.is_auto_submitted || readable.is_list ||
        is_by_machine(mime.header, readable.subject))
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
