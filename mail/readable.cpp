#include "mail/readable.h"

#include "mail/clean_text.h"
#include "mail/detail/ascii.h"
#include "mail/detail/body_text.h"
#include "mail/detail/first_mailbox.h"
#include "mail/dsn.h"

#include <algorithm>
#include <array>

namespace mail {
namespace {

using Header = std::vector<HeaderField>;

constexpr std::size_t max_references = 50;

// Empty also when there is none.
std::string_view first(const Header& header, std::string_view name)
{
    const auto found = std::find_if(header.begin(), header.end(), [&](const HeaderField& field) {
        return is_named(field, name);
    });
    return found == header.end() ? std::string_view{} : std::string_view(found->value);
}

bool has_any(const Header& header, std::initializer_list<std::string_view> names)
{
    return std::any_of(header.begin(), header.end(), [&](const HeaderField& field) {
        return std::any_of(names.begin(), names.end(),
                           [&](std::string_view name) { return is_named(field, name); });
    });
}

// The first word of a value: parameters and comments behind it do not count.
std::string_view keyword(std::string_view value)
{
    value = ascii::trimmed(value);
    return value.substr(0, value.find_first_of(" \t;("));
}

// RFC 3834 5, and what was written before it existed.
bool is_auto_submitted(const Header& header)
{
    const auto submitted = keyword(first(header, "Auto-Submitted"));
    if (!submitted.empty() && !ascii::same(submitted, "no"))
        return true;
    return has_any(header, {"X-Autoreply", "X-Autorespond", "X-AutoReply-From", "X-Mail-Autoreply",
                            "X-Auto-Submitted"}) ||
           ascii::same(keyword(first(header, "Precedence")), "auto_reply");
}

// RFC 2919, RFC 2369, and the Precedence field that no standard knows.
bool is_list(const Header& header)
{
    const auto precedence = keyword(first(header, "Precedence"));
    return has_any(header, {"List-Id", "List-Unsubscribe", "List-Post", "List-Help",
                            "List-Subscribe", "List-Owner", "List-Archive"}) ||
           ascii::same(precedence, "list") || ascii::same(precedence, "bulk") ||
           ascii::same(precedence, "junk");
}

// quirk: Exchange lists what it does not want: "DR, OOF, AutoReply" or "All".
bool wants_no_answer(const Header& header)
{
    const auto value = ascii::trimmed(first(header, "X-Auto-Response-Suppress"));
    return !value.empty() && !ascii::same(value, "None");
}

/// Of the first text that there is: who forgets to encode a subject writes it as the text.
std::string_view charset_of_text(const Part& part)
{
    if (!part.charset.empty())
        return part.charset;
    for (const auto& child : part.parts) {
        if (const auto charset = charset_of_text(child); !charset.empty())
            return charset;
    }
    return {};
}

std::string one_id(std::string_view value)
{
    const auto ids = message_ids(value, 1);
    return ids.empty() ? "" : ids.front();
}

void read_sender(const Header& header, Readable& result)
{
    const auto is_from = [](const HeaderField& field) { return is_named(field, "From"); };
    auto mailbox = first_mailbox(first(header, "From"));
    result.from_name = std::move(mailbox.name);
    result.from_address = std::move(mailbox.address);
    result.has_several_from = std::count_if(header.begin(), header.end(), is_from) > 1;
}

void read_origin(const MimeMessage& message, Readable& result)
{
    const Header& header = message.header;
    const auto report = report_kind(message);
    result.is_delivery_report = report == ReportKind::Delivery;
    result.is_disposition_report = report == ReportKind::Disposition;
    result.is_auto_submitted = is_auto_submitted(header);
    result.is_list = is_list(header);
    result.wants_no_answer = wants_no_answer(header);
}

} // namespace

bool Readable::may_be_answered() const
{
    return !is_auto_submitted && !is_list && !wants_no_answer && !is_delivery_report &&
           !is_disposition_report;
}

std::string Readable::from() const
{
    if (from_name.empty() || from_address.empty())
        return from_address;
    return from_name + " <" + from_address + '>';
}

Readable read_mail(std::string_view message, const ReadLimits& limits)
{
    const MimeMessage mime = read_mime(message, limits.mime);
    Readable result;
    result.is_cut = mime.is_cut;
    const auto subject =
        clean_line(decode_words(first(mime.header, "Subject"), charset_of_text(mime.root)));
    result.is_cut = result.is_cut || subject.size() > limits.subject_bytes;
    result.subject = short_line(subject, limits.subject_bytes);
    read_sender(mime.header, result);
    read_origin(mime, result);
    result.message_id = one_id(first(mime.header, "Message-ID"));
    result.in_reply_to = one_id(first(mime.header, "In-Reply-To"));
    result.references = message_ids(first(mime.header, "References"), max_references);
    read_body(mime.root, limits, result);
    return result;
}

} // namespace mail
