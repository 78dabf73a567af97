#include "mail/detail/older_report.h"

#include "mail/detail/ascii.h"
#include "mail/detail/first_mailbox.h"

#include <algorithm>

namespace mail {
namespace {

std::string_view code_in(std::string_view value)
{
    return value.substr(0, value.find_first_not_of("0123456789."));
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

} // namespace

/// "Sorry, no mailbox here by that name. (#5.1.1)"
std::optional<DeliveryReport> read_older_report(std::string_view text)
{
    if (!ascii::starts_with(text, "Hi. This is the ") ||
        !ascii::contains(text.substr(0, 200), "qmail-send program"))
        return std::nullopt;
    const auto at = text.find("(#");
    const auto code = at == text.npos ? std::string_view() : code_in(text.substr(at + 2));
    const bool is_code = code.size() >= 5 && code.starts_with("5.");
    return DeliveryReport{
        {}, {{ReportedAction::Failed, is_code ? std::string(code) : ""}}, id_below(text)};
}

} // namespace mail
