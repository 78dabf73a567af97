#include "mail/report.h"

#include "mail/detail/ascii.h"
#include "mail/detail/first_mailbox.h"
#include "mail/dsn.h"

#include <algorithm>
#include <array>
#include <utility>

namespace mail {
namespace {

constexpr std::size_t max_blocks = 101; // one about the mail, the others about a recipient each

using Block = std::vector<HeaderField>;

std::string_view value_of(const Block& block, std::string_view name)
{
    const auto found = std::find_if(block.begin(), block.end(), [&](const HeaderField& field) {
        return is_named(field, name);
    });
    return found == block.end() ? std::string_view{} : ascii::trimmed(found->value);
}

// RFC 3464 2.1: fields like those of a header, an empty line between two blocks.
std::vector<Block> blocks_of(std::string_view text)
{
    std::vector<Block> blocks;
    while (!text.empty() && blocks.size() < max_blocks) {
        auto section = read_header(text);
        text.remove_prefix(section.bytes);
        if (!section.fields.empty())
            blocks.push_back(std::move(section.fields));
        else if (section.bytes == 0)
            ascii::cut_before(text, '\n'); // a line that is no field
    }
    return blocks;
}

const Part* find_part(const Part& part, const std::vector<std::string_view>& types)
{
    if (std::find(types.begin(), types.end(), part.type) != types.end())
        return &part;
    for (const auto& child : part.parts) {
        if (const auto* found = find_part(child, types))
            return found;
    }
    return nullptr;
}

std::string first_id(std::string_view value)
{
    auto ids = message_ids(value, 1);
    return ids.empty() ? std::string() : std::move(ids.front());
}

/// Of the mail that came back with the report, whole or only its header.
std::string returned_id(const Part& root)
{
    if (const auto* whole = find_part(root, {"message/rfc822", "message/global"}))
        return first_id(whole->message_id);
    if (const auto* header = find_part(root, {"text/rfc822-headers", "message/rfc822-headers"}))
        return first_id(value_of(read_header(header->text).fields, "Message-ID"));
    return {};
}

ReportedAction action_of(std::string_view word)
{
    using Action = ReportedAction;
    constexpr std::array table{std::pair{std::string_view("failed"), Action::Failed},
                               std::pair{std::string_view("delayed"), Action::Delayed},
                               std::pair{std::string_view("delivered"), Action::Delivered},
                               std::pair{std::string_view("relayed"), Action::Relayed},
                               std::pair{std::string_view("expanded"), Action::Expanded}};
    word = word.substr(0, word.find_first_of(" \t(;"));
    const auto* found = std::find_if(table.begin(), table.end(),
                                     [&](const auto& row) { return ascii::same(row.first, word); });
    return found == table.end() ? Action::Other : found->second;
}

// RFC 3463 2: class "." subject "." detail, and whatever comment stands behind.
std::string status_of(std::string_view value)
{
    const auto end = value.find_first_not_of("0123456789.");
    const auto status = value.substr(0, end);
    const bool has_class = status.size() >= 5 && status.size() <= 9 && status[1] == '.' &&
                           (status[0] == '2' || status[0] == '4' || status[0] == '5');
    const bool has_three = std::count(status.begin(), status.end(), '.') == 2 &&
                           status.back() != '.' && status.find("..") == std::string_view::npos;
    return has_class && has_three ? std::string(status) : std::string();
}

/// Servers that leave Action out give the Status all the same.
ReportedAction action_by(const std::string& status)
{
    if (status.starts_with('5'))
        return ReportedAction::Failed;
    return status.starts_with('4') ? ReportedAction::Delayed : ReportedAction::Delivered;
}

/// RFC 3464 2.3.2: a type, ";" and the address.
std::string address_of(std::string_view value)
{
    const auto type = ascii::trimmed(ascii::cut_before(value, ';'));
    value = ascii::trimmed(value);
    if (value.size() > 2 && value.front() == '<' && value.back() == '>')
        value = value.substr(1, value.size() - 2);
    return ascii::same(type, "rfc822") || ascii::same(type, "utf-8") ? std::string(value)
                                                                     : std::string();
}

/// Empty: the block is about the mail as a whole.
std::optional<RecipientReport> recipient_of(const Block& block)
{
    const auto action = value_of(block, "Action");
    auto status = status_of(value_of(block, "Status"));
    if (action.empty() && status.empty())
        return std::nullopt;
    const auto what = action.empty() ? action_by(status) : action_of(action);
    return RecipientReport{what, std::move(status), address_of(value_of(block, "Final-Recipient"))};
}

} // namespace

std::optional<DeliveryReport> read_delivery_report(const MimeMessage& message)
{
    if (report_kind(message) != ReportKind::Delivery)
        return std::nullopt;
    const auto* part =
        find_part(message.root, {"message/delivery-status", "message/global-delivery-status"});
    if (part == nullptr)
        return std::nullopt;
    DeliveryReport report;
    for (const auto& block : blocks_of(part->text)) {
        if (const auto id = value_of(block, "Original-Envelope-Id"); !id.empty())
            report.envelope_id = id;
        if (auto recipient = recipient_of(block))
            report.recipients.push_back(std::move(*recipient));
    }
    report.message_id = returned_id(message.root);
    return report.recipients.empty() ? std::nullopt : std::optional(std::move(report));
}

std::optional<DispositionReport> read_disposition_report(const MimeMessage& message)
{
    if (report_kind(message) != ReportKind::Disposition)
        return std::nullopt;
    const auto* part = find_part(message.root, {"message/disposition-notification",
                                                "message/global-disposition-notification"});
    if (part == nullptr)
        return std::nullopt;
    DispositionReport report;
    for (const auto& block : blocks_of(part->text)) {
        // RFC 8098 3.2.6: mode ";" type, with modifiers behind a slash.
        if (auto value = value_of(block, "Disposition"); !value.empty()) {
            ascii::cut_before(value, ';');
            value = ascii::trimmed(value);
            report.disposition = ascii::lowered(value.substr(0, value.find_first_of(" \t/,;(")));
        }
        if (const auto id = value_of(block, "Original-Message-ID"); !id.empty())
            report.message_id = first_id(id);
    }
    if (report.message_id.empty())
        report.message_id = returned_id(message.root);
    return report;
}

} // namespace mail
