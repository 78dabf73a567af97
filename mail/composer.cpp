#include "mail/composer.h"

#include "mail/charset.h"
#include "mail/detail/ascii.h"
#include "mail/detail/base64.h"

#include <algorithm>
#include <array>

namespace mail {
namespace {

constexpr std::size_t plain_width = 900; // below the 998 of RFC 5322 2.1.1
constexpr std::size_t quoted_width = 75; // RFC 2045 6.7: 76 with the soft break's '='
constexpr std::size_t base64_width = 76; // RFC 2045 6.8

/// Fields one after the other; the first that cannot be written decides.
class HeaderWriter {
public:
    void text(std::string_view name, std::string_view value) { add(write_field(name, value)); }
    void structured(std::string_view name, std::string_view value)
    {
        add(write_structured_field(name, value));
    }
    void add(Result<std::string> field)
    {
        if (result_ && field)
            *result_ += *field;
        else if (result_)
            result_ = std::move(field);
    }
    Result<std::string> finish() { return std::move(result_); }

private:
    Result<std::string> result_ = std::string();
};

Result<std::string> written(const Mailbox& mailbox)
{
    const std::string address = '<' + mailbox.address.text() + '>';
    if (mailbox.name.empty())
        return mailbox.address.text();
    return write_phrase(mailbox.name).map([&](const std::string& phrase) {
        return phrase + ' ' + address;
    });
}

Result<std::string> written(const std::vector<Mailbox>& mailboxes)
{
    std::string all;
    for (const auto& mailbox : mailboxes) {
        const auto one = written(mailbox);
        if (!one)
            return one;
        all += (all.empty() ? "" : ", ") + *one;
    }
    return all;
}

void add_mailboxes(HeaderWriter& header, std::string_view name,
                   const std::vector<Mailbox>& mailboxes)
{
    const auto list = written(mailboxes);
    header.add(list.and_then(
        [&](const std::string& value) { return write_structured_field(name, value); }));
}

// RFC 5322 3.6.4, without its comments and quotes.
bool is_id(std::string_view id)
{
    const auto at = id.find('@');
    return id.size() <= 250 && at != std::string_view::npos && at > 0 && at + 1 < id.size() &&
           id.find('@', at + 1) == std::string_view::npos &&
           std::all_of(id.begin(), id.end(), [](char c) {
               return ascii::is_graphic(c) && c != '<' && c != '>' && c != '"' && c != '\\';
           });
}

std::string bracketed(const std::vector<std::string>& ids)
{
    std::string all;
    for (const auto& id : ids)
        all += (all.empty() ? "<" : " <") + id + '>';
    return all;
}

constexpr std::array<std::string_view, 16> own_fields{
    "Date",          "From",         "To",
    "Reply-To",      "Subject",      "Message-ID",
    "In-Reply-To",   "References",   "Auto-Submitted",
    "Importance",    "X-Priority",   "X-Auto-Response-Suppress",
    "Content-Type",  "MIME-Version", "Content-Transfer-Encoding",
    "X-Belfry-Trace"};

bool is_own(const HeaderField& field)
{
    return is_named(field, "Content-Disposition") ||
           std::any_of(own_fields.begin(), own_fields.end(),
                       [&](std::string_view name) { return is_named(field, name); });
}

std::optional<Error> refusal_of(const OutgoingMail& mail)
{
    if (mail.to.empty())
        return Error{"to", "a mail has at least one recipient"};
    std::vector<std::string> ids = mail.references;
    ids.push_back(mail.message_id);
    if (!mail.in_reply_to.empty())
        ids.push_back(mail.in_reply_to);
    if (!std::all_of(ids.begin(), ids.end(), is_id))
        return Error{"id", "a message id is written left@right in printable ASCII"};
    if (std::any_of(mail.extra.begin(), mail.extra.end(), is_own))
        return Error{"extra", "an extra field repeats one that is written anyway"};
    if (!is_utf8(mail.text))
        return Error{"utf8", "the text is not valid UTF-8"};
    return std::nullopt;
}

// '\n' line ends, no controls but the tab, one line end at the end.
std::string tidied(std::string_view text)
{
    std::string result;
    result.reserve(text.size() + 1);
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool line_end = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
        if (line_end)
            continue;
        const bool kept = text[i] == '\n' || text[i] == '\t' || !ascii::is_control(text[i]);
        result += kept ? text[i] : ' ';
    }
    if (!result.empty() && result.back() != '\n')
        result += '\n';
    return result;
}

bool is_plain(std::string_view text)
{
    if (std::any_of(text.begin(), text.end(), ascii::is_8bit))
        return false;
    while (!text.empty()) {
        if (ascii::cut_before(text, '\n').size() > plain_width)
            return false;
    }
    return true;
}

std::string escaped(char c)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto octet = static_cast<unsigned char>(c);
    return {'=', digits[octet >> 4], digits[octet & 0x0F]};
}

// RFC 2045 6.7; `line` without its end. A blank at the end of a line gets lost on the way.
std::string quoted_line(std::string_view line)
{
    std::string result;
    std::size_t column = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const bool is_last = i + 1 == line.size();
        const bool kept = (ascii::is_graphic(line[i]) && line[i] != '=') ||
                          (ascii::is_blank(line[i]) && !is_last);
        const std::string piece = kept ? std::string(1, line[i]) : escaped(line[i]);
        if (column + piece.size() > quoted_width) {
            result += "=\r\n";
            column = 0;
        }
        result += piece;
        column += piece.size();
    }
    return result;
}

std::string body(std::string_view text, bool plain)
{
    std::string result;
    while (!text.empty()) {
        const auto line = ascii::cut_before(text, '\n');
        result += (plain ? std::string(line) : quoted_line(line)) + "\r\n";
    }
    return result;
}

void add_importance(HeaderWriter& header, Importance importance)
{
    if (importance == Importance::Normal)
        return;
    const bool high = importance == Importance::High;
    header.structured("Importance", high ? "high" : "low");
    header.structured("X-Priority", high ? "1" : "5");
}

void add_text_type(HeaderWriter& header, bool plain)
{
    header.structured("Content-Type", "text/plain; charset=utf-8");
    header.structured("Content-Transfer-Encoding", plain ? "7bit" : "quoted-printable");
}

// RFC 8551 3.2.1, 3.3
void add_enveloped_type(HeaderWriter& header)
{
    header.structured("Content-Type",
                      "application/pkcs7-mime; smime-type=enveloped-data; name=\"smime.p7m\"");
    header.structured("Content-Disposition", "attachment; filename=\"smime.p7m\"");
    header.structured("Content-Transfer-Encoding", "base64");
}

std::string base64_lines(std::string_view bytes)
{
    const auto all = base64(bytes);
    std::string lines;
    for (std::size_t at = 0; at < all.size(); at += base64_width)
        lines += all.substr(at, base64_width) + "\r\n";
    return lines;
}

/// All but what says what the body is.
HeaderWriter header_of(const OutgoingMail& mail)
{
    HeaderWriter header;
    header.structured("Date", write_date(mail.date));
    add_mailboxes(header, "From", {mail.from});
    add_mailboxes(header, "To", mail.to);
    if (mail.reply_to)
        add_mailboxes(header, "Reply-To", {*mail.reply_to});
    header.text("Subject", mail.subject);
    header.structured("Message-ID", bracketed({mail.message_id}));
    if (!mail.in_reply_to.empty())
        header.structured("In-Reply-To", bracketed({mail.in_reply_to}));
    if (!mail.references.empty())
        header.structured("References", bracketed(mail.references));
    add_importance(header, mail.importance);
    // RFC 3834 5: a report answers a mail.
    header.structured("Auto-Submitted",
                      mail.delivery_status.empty() ? "auto-generated" : "auto-replied");
    // quirk: Exchange. "All" would also keep back that a page could not be delivered, or was read.
    header.structured("X-Auto-Response-Suppress", mail.awaits_reports ? "OOF, AutoReply" : "All");
    if (!mail.trace_token.empty())
        header.structured("X-Belfry-Trace", mail.trace_token);
    for (const auto& field : mail.extra)
        header.text(field.name, field.value);
    header.structured("MIME-Version", "1.0");
    return header;
}

Result<std::string> with_text(HeaderWriter header, std::string_view text)
{
    const std::string tidy = tidied(text);
    const bool plain = is_plain(tidy);
    add_text_type(header, plain);
    return header.finish().map(
        [&](const std::string& fields) { return fields + "\r\n" + body(tidy, plain); });
}

// RFC 2046 5.1, 2183. Neither base64 nor quoted-printable ever writes "=_".
constexpr std::string_view usual_boundary = "=_part";

/// One that the text, which goes as it stands, does not have; of the same text the same.
std::string boundary_apart_from(std::string_view text)
{
    std::string boundary(usual_boundary);
    for (int count = 1; text.find(boundary) != std::string_view::npos; ++count)
        boundary = std::string(usual_boundary) + "." + std::to_string(count) + "_";
    return boundary;
}

Result<std::string> file_part(const MailFile& file)
{
    HeaderWriter header;
    header.structured("Content-Type", file.type + "; name=\"" + file.name + "\"");
    header.structured("Content-Disposition", "attachment; filename=\"" + file.name + "\"");
    header.structured("Content-Transfer-Encoding", "base64");
    return header.finish().map(
        [&](const std::string& fields) { return fields + "\r\n" + base64_lines(file.content); });
}

/// `kind`: with its parameters but the boundary. `others`: further parts.
Result<std::string> multipart(HeaderWriter header, const std::string& kind, std::string_view text,
                              const std::vector<std::string>& others,
                              const std::string& boundary = std::string(usual_boundary))
{
    const auto delimiter = "--" + boundary;
    header.structured("Content-Type", "multipart/" + kind + "; boundary=\"" + boundary + "\"");
    auto all = header.finish();
    HeaderWriter text_header;
    add_text_type(text_header, false);
    const auto part = text_header.finish();
    if (!all || !part)
        return all ? part : all;
    auto written = *all + "\r\n" + delimiter + "\r\n" + *part + "\r\n" + body(tidied(text), false);
    for (const auto& other : others)
        written += delimiter + "\r\n" + other;
    return written + delimiter + "--\r\n";
}

Result<std::string> with_files(HeaderWriter header, std::string_view text,
                               const std::vector<MailFile>& files)
{
    std::vector<std::string> others;
    for (const auto& file : files) {
        auto written = file_part(file);
        if (!written)
            return written;
        others.push_back(std::move(*written));
    }
    return multipart(std::move(header), "mixed", text, others);
}

std::string returned_part(const ReturnedMail& returned)
{
    const std::string type = returned.is_whole ? "message/rfc822" : "text/rfc822-headers";
    return "Content-Type: " + type + "\r\n\r\n" + returned.content + "\r\n";
}

// RFC 6522 3, RFC 3464 2
Result<std::string> with_report(HeaderWriter header, const OutgoingMail& mail)
{
    std::vector parts{"Content-Type: message/delivery-status\r\n\r\n" + mail.delivery_status +
                      "\r\n"};
    if (mail.returned)
        parts.push_back(returned_part(*mail.returned));
    return multipart(std::move(header), "report; report-type=delivery-status", mail.text, parts,
                     boundary_apart_from(parts.front() + parts.back()));
}

Result<std::string> with_content(HeaderWriter header, std::string_view text,
                                 const std::vector<MailFile>& files)
{
    return files.empty() ? with_text(std::move(header), text)
                         : with_files(std::move(header), text, files);
}

Result<std::string> with_enveloped(HeaderWriter header, std::string_view enveloped)
{
    add_enveloped_type(header);
    return header.finish().map(
        [&](const std::string& fields) { return fields + "\r\n" + base64_lines(enveloped); });
}

} // namespace

Result<std::string> compose(const OutgoingMail& mail)
{
    if (auto refusal = refusal_of(mail))
        return tl::unexpected(std::move(*refusal));
    if (!mail.delivery_status.empty())
        return with_report(header_of(mail), mail);
    return mail.enveloped.empty() ? with_content(header_of(mail), mail.text, mail.files)
                                  : with_enveloped(header_of(mail), mail.enveloped);
}

Result<std::string> text_part(std::string_view text, const std::vector<MailFile>& files)
{
    if (!is_utf8(text))
        return tl::unexpected(Error{"utf8", "the text is not valid UTF-8"});
    return with_content({}, text, files);
}

std::string dot_stuffed(std::string_view message)
{
    std::string result;
    result.reserve(message.size() + 64);
    bool at_line_start = true;
    for (std::size_t i = 0; i < message.size(); ++i) {
        const char c = message[i];
        if (c == '\r' || c == '\n') {
            i += c == '\r' && i + 1 < message.size() && message[i + 1] == '\n' ? 1 : 0;
            result += "\r\n";
            at_line_start = true;
            continue;
        }
        if (at_line_start && c == '.')
            result += '.';
        result += c;
        at_line_start = false;
    }
    return result + (at_line_start ? ".\r\n" : "\r\n.\r\n");
}

} // namespace mail
