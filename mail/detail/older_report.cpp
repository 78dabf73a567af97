#include "mail/detail/older_report.h"

#include "mail/detail/ascii.h"
#include "mail/detail/first_mailbox.h"
#include "mail/dsn.h"

#include <algorithm>

namespace mail {
namespace {

const Part* status_part(const Part& part)
{
    if (part.type == "message/delivery-status" || part.type == "message/global-delivery-status")
        return &part;
    for (const auto& child : part.parts) {
        if (const auto* found = status_part(child))
            return found;
    }
    return nullptr;
}

std::optional<ReportedAction> action_of_class(std::string_view status)
{
    if (status.size() < 5 || status[1] != '.')
        return std::nullopt;
    switch (status.front()) {
    case '2':
        return ReportedAction::Delivered;
    case '4':
        return ReportedAction::Delayed;
    case '5':
        return ReportedAction::Failed;
    default:
        return std::nullopt;
    }
}

/// "5.1.1 (no such user)" is "5.1.1".
std::string_view code_in(std::string_view value)
{
    value = ascii::trimmed(value);
    return value.substr(0, value.find_first_not_of("0123456789."));
}

std::optional<DeliveryReport> by_status(std::string_view fields)
{
    constexpr std::size_t most = 100;
    DeliveryReport report;
    while (!fields.empty() && report.recipients.size() < most) {
        const auto block = read_header(fields);
        fields.remove_prefix(block.bytes);
        if (block.bytes == 0)
            ascii::cut_before(fields, '\n'); // a line that is no field
        for (const auto& field : block.fields) {
            const auto code = code_in(field.value);
            if (is_named(field, "Original-Envelope-Id"))
                report.envelope_id = field.value;
            else if (const auto action = action_of_class(code); is_named(field, "Status") && action)
                report.recipients.push_back({*action, std::string(code)});
        }
    }
    return report.recipients.empty() ? std::nullopt : std::optional(std::move(report));
}

std::string id_below(std::string_view text)
{
    for (text = text.substr(std::min(text.find("\n---"), text.size())); !text.empty();) {
        auto line = ascii::cut_before(text, '\n');
        if (!ascii::starts_with(line, "Message-ID:"))
            continue;
        line.remove_prefix(line.find(':') + 1);
        auto ids = message_ids(line, 1);
        return ids.empty() ? std::string() : std::move(ids.front());
    }
    return {};
}

/// "Sorry, no mailbox here by that name. (#5.1.1)"
std::optional<DeliveryReport> by_words_of_qmail(std::string_view text)
{
    if (!ascii::starts_with(text, "Hi. This is the ") ||
        !ascii::contains(text.substr(0, 200), "qmail-send program"))
        return std::nullopt;
    const auto at = text.find("(#");
    const auto code = at == text.npos ? std::string_view() : code_in(text.substr(at + 2));
    const bool is_code = action_of_class(code) == ReportedAction::Failed;
    return DeliveryReport{
        {}, {{ReportedAction::Failed, is_code ? std::string(code) : ""}}, id_below(text)};
}

} // namespace

std::optional<DeliveryReport> read_older_report(const MimeMessage& message, std::string_view text)
{
    const auto* part =
        report_kind(message) == ReportKind::Delivery ? status_part(message.root) : nullptr;
    return part == nullptr ? by_words_of_qmail(text) : by_status(part->text);
}

} // namespace mail
