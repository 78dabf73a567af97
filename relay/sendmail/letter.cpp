#include "relay/sendmail/letter.h"
#include "mail/composer.h"
#include "mail/header.h"
#include "mail/mailboxes.h"
#include <algorithm>

namespace relay::sendmail {
namespace {

constexpr std::size_t most_recipients = 1000;

std::string with_crlf(std::string_view text)
{
    std::string lines;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n')
            continue;
        lines += text[at] == '\n' ? "\r\n" : text.substr(at, 1);
    }
    if (!lines.empty() && !lines.ends_with("\r\n"))
        lines += "\r\n";
    return lines;
}

bool is_blind(const mail::HeaderField& field)
{
    return mail::is_named(field, "Bcc") || mail::is_named(field, "Resent-Bcc");
}

/// The header as it came, without its blind copies: field by field, each with its continuations.
std::string without_blind_copies(std::string_view header)
{
    std::string kept;
    bool is_dropping = false;
    while (!header.empty()) {
        const auto end = std::min(header.find('\n'), header.size() - 1) + 1;
        const auto line = header.substr(0, end);
        header.remove_prefix(end);
        const bool continues = line.front() == ' ' || line.front() == '\t';
        if (!continues) {
            const auto fields = mail::read_header(line).fields;
            is_dropping = !fields.empty() && is_blind(fields.front());
        }
        if (!is_dropping)
            kept += line;
    }
    return kept;
}

std::vector<std::string> named_in(const std::vector<mail::HeaderField>& fields)
{
    std::vector<std::string> all;
    for (const auto& field : fields) {
        if (!mail::is_named(field, "To") && !mail::is_named(field, "Cc") && !is_blind(field))
            continue;
        const auto some = mail::mailboxes_in(field.value, most_recipients);
        all.insert(all.end(), some.begin(), some.end());
    }
    return all;
}

std::string at_home(std::string_view address, const Caller& caller)
{
    std::string text(address);
    if (text.size() > 2 && text.front() == '<' && text.back() == '>')
        text = text.substr(1, text.size() - 2);
    return text.find('@') == std::string::npos ? text + "@" + caller.host : text;
}

tl::unexpected<NoLetter> bad_address(const std::string& text, const mail::Error& error)
{
    return tl::unexpected(NoLetter{true, text + ": " + error.detail});
}

bool has(const std::vector<mail::HeaderField>& fields, std::string_view name)
{
    return std::ranges::any_of(fields,
                               [&](const auto& field) { return mail::is_named(field, name); });
}

/// What the mail has not and should have.
std::string missing_fields(const std::vector<mail::HeaderField>& fields, const Letter& letter,
                           const Wish& wish, const Caller& caller)
{
    std::string added;
    if (!has(fields, "From")) {
        const auto address =
            letter.sender ? letter.sender->text() : caller.user + "@" + caller.host;
        const auto name = mail::write_phrase(wish.full_name);
        added +=
            "From: " + (wish.full_name.empty() || !name ? address : *name + " <" + address + ">") +
            "\r\n";
    }
    if (!has(fields, "Date"))
        added += "Date: " + mail::write_date(caller.now) + "\r\n";
    if (!has(fields, "Message-ID"))
        added += "Message-ID: <" + caller.unique + "@" + caller.host + ">\r\n";
    return added;
}

} // namespace

std::string_view up_to_dot(std::string_view input)
{
    if (input == "." || input.starts_with(".\n") || input.starts_with(".\r\n"))
        return {};
    for (auto at = input.find("\n."); at != std::string_view::npos;
         at = input.find("\n.", at + 1)) {
        const auto rest = input.substr(at + 2);
        if (rest.empty() || rest.starts_with('\n') || rest.starts_with("\r\n"))
            return input.substr(0, at + 1);
    }
    return input;
}

/// quirk: programs that read mailboxes hand on the line that begins a mail there (RFC 4155).
std::string_view without_mbox_line(std::string_view input)
{
    return input.starts_with("From ")
               ? input.substr(std::min(input.find('\n'), input.size() - 1) + 1)
               : input;
}

tl::expected<Letter, NoLetter> make_letter(std::string_view input, const Wish& wish,
                                           const Caller& caller)
{
    const auto whole = without_mbox_line(input);
    const auto text = with_crlf(wish.dot_ends ? up_to_dot(whole) : whole);
    const auto header = mail::read_header(text);
    Letter letter{.envelope_id = caller.unique};
    if (wish.sender != "<>") {
        const auto said = at_home(wish.sender.empty() ? caller.user : wish.sender, caller);
        const auto sender = mail::Address::parse(said);
        if (!sender)
            return bad_address(said, sender.error());
        letter.sender = *sender;
    }
    auto names = wish.recipients;
    if (wish.recipients_from_header) {
        const auto more = named_in(header.fields);
        names.insert(names.end(), more.begin(), more.end());
    }
    for (const auto& name : names) {
        const auto said = at_home(name, caller);
        const auto recipient = mail::Address::parse(said);
        if (!recipient)
            return bad_address(said, recipient.error());
        if (std::ranges::find(letter.recipients, *recipient) == letter.recipients.end())
            letter.recipients.push_back(*recipient);
    }
    if (letter.recipients.empty())
        return tl::unexpected(NoLetter{false, "nobody is named as its recipient"});
    const auto fields = missing_fields(header.fields, letter, wish, caller);
    const auto body = std::string_view(text).substr(header.bytes);
    // A text without a header gets the empty line that ends ours.
    const auto own = without_blind_copies(std::string_view(text).substr(0, header.bytes));
    letter.message = fields + own + (own.ends_with("\r\n\r\n") || own == "\r\n" ? "" : "\r\n");
    letter.message += body;
    return letter;
}

} // namespace relay::sendmail
