#include "mail/dsn.h"

#include "mail/detail/ascii.h"
#include "mail/detail/path_parameters.h"

#include <algorithm>
#include <array>

namespace mail {
namespace {

ReportKind kind_of(const Part& part)
{
    if (part.type == "message/delivery-status" || part.type == "message/global-delivery-status" ||
        part.report_type == "delivery-status")
        return ReportKind::Delivery;
    if (part.type == "message/disposition-notification" ||
        part.type == "message/global-disposition-notification" ||
        part.report_type == "disposition-notification")
        return ReportKind::Disposition;
    if (!part.type.starts_with("multipart/")) // a report that somebody sends on is none
        return ReportKind::None;
    for (const auto& child : part.parts) {
        if (const auto kind = kind_of(child); kind != ReportKind::None)
            return kind;
    }
    return ReportKind::None;
}

constexpr std::size_t most_identifying = 4096;
constexpr std::array<std::string_view, 8> identifying{
    "From", "To", "Cc", "Date", "Message-ID", "In-Reply-To", "References", "Subject"};

/// A field of somebody else as one of ours; empty where it cannot be one.
std::string written_anew(std::string_view name, std::string value)
{
    for (char& c : value) {
        if (ascii::is_8bit(c))
            c = '?';
        else if (ascii::is_control(c))
            c = ' ';
    }
    return write_structured_field(name, ascii::trimmed(value)).value_or("");
}

} // namespace

// RFC 3464 2 and RFC 8098 3 want both the parameter and the part; either will do, since
// gateways lose the one or the other, or put a disclaimer around the whole.
ReportKind report_kind(const MimeMessage& message)
{
    return kind_of(message.root);
}

std::string plain_of_xtext(std::string_view text)
{
    return from_xtext(text).value_or(std::string(text));
}

std::string identifying_fields(const std::vector<HeaderField>& header)
{
    std::string fields;
    for (const auto name : identifying) {
        const auto found =
            std::find_if(header.begin(), header.end(),
                         [&](const HeaderField& field) { return is_named(field, name); });
        const auto field = found == header.end() ? "" : written_anew(name, found->value);
        if (fields.size() + field.size() <= most_identifying)
            fields += field;
    }
    return fields;
}

} // namespace mail
