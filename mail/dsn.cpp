#include "mail/dsn.h"

#include <algorithm>

namespace mail {
namespace {

bool has_part(const Part& root, std::string_view type)
{
    return std::any_of(root.parts.begin(), root.parts.end(),
                       [&](const Part& part) { return part.type == type; });
}

} // namespace

// RFC 3464 2 and RFC 8098 3 want both the parameter and the part; either will do, since
// gateways lose the one or the other.
ReportKind report_kind(const MimeMessage& message)
{
    const Part& root = message.root;
    if (root.type == "message/delivery-status" || root.report_type == "delivery-status")
        return ReportKind::Delivery;
    if (root.type == "message/disposition-notification" ||
        root.report_type == "disposition-notification")
        return ReportKind::Disposition;
    if (root.type != "multipart/report")
        return ReportKind::None;
    if (has_part(root, "message/delivery-status"))
        return ReportKind::Delivery;
    return has_part(root, "message/disposition-notification") ? ReportKind::Disposition
                                                              : ReportKind::None;
}

} // namespace mail
