// Which parts of a mail are its text, and which are things attached to it.
#include "mail/detail/body_text.h"

#include "mail/calendar.h"
#include "mail/clean_text.h"
#include "mail/detail/ascii.h"
#include "mail/detail/html_source.h"
#include "mail/detail/placeholder.h"
#include "mail/flowed.h"
#include "mail/html_text.h"

#include <algorithm>
#include <optional>
#include <set>

namespace mail {
namespace {

bool is_multipart(const Part& part)
{
    return part.type.compare(0, 10, "multipart/") == 0;
}

bool is_picture(const Part& part)
{
    return part.type.compare(0, 6, "image/") == 0;
}

/// What is no text has controls.
bool is_plain_text(std::string_view text)
{
    return std::none_of(text.begin(), text.end(), [](char c) {
        return ascii::is_control(c) && c != '\n' && c != '\r' && c != '\t' && c != '\f';
    });
}

// Shown as text unless its sender says otherwise. A calendar entry or a table of values is
// text/ as well and nothing to read out.
bool is_shown(const Part& part)
{
    return part.disposition != "attachment" &&
           (part.type == "text/plain" || part.type == "text/html" || part.type == "text/enriched" ||
            part.type == "text/rfc822-headers");
}

/// Text that is marked as a file.
bool is_readable_file(const Part& part)
{
    const bool is_text = part.type == "text/plain" || part.type == "text/html" ||
                         part.type == "plain/text" || part.type == "application/octet-stream";
    return is_text && is_plain_text(part.text);
}

bool is_calendar(const Part& part)
{
    return part.type == "text/calendar";
}

bool is_encrypted(const Part& part)
{
    return part.type == "multipart/encrypted" || part.type == "application/pkcs7-mime" ||
           part.type == "application/x-pkcs7-mime" || part.type == "application/pgp-encrypted";
}

std::string text_of(const Part& part)
{
    const bool is_untold_html = part.type == "text/plain" && begins_as_html(part.text);
    if (part.type == "text/html" || is_untold_html)
        return clean_text(html_text(part.text));
    if (part.is_flowed)
        return clean_text(joined_flowed(part.text, part.is_delsp));
    return clean_text(part.text);
}

std::string shown_bytes(std::size_t bytes)
{
    if (bytes < 1024)
        return std::to_string(bytes) + " bytes";
    if (bytes < 1024 * 1024)
        return std::to_string(bytes / 1024) + " kB";
    return std::to_string(bytes / (1024 * 1024)) + " MB";
}

/// The ids of the first pictures that stand in HTML somewhere in `part`.
void find_referenced(const Part& part, std::set<std::string>& ids)
{
    constexpr std::string_view scheme = "cid:";
    constexpr std::size_t most_ids = 200;
    constexpr std::size_t most_bytes = 200; // of one
    const std::string_view html = part.type == "text/html" ? part.text : std::string_view();
    auto at = html.find(scheme);
    while (at != html.npos && ids.size() < most_ids) {
        auto id = html.substr(at + scheme.size(), most_bytes + 1);
        id = id.substr(0, id.find_first_of(" \t\r\n\"'<>)"));
        if (id.size() <= most_bytes)
            ids.emplace(id);
        at = html.find(scheme, at + scheme.size() + id.size());
    }
    for (const auto& child : part.parts)
        find_referenced(child, ids);
}

/// A file that somebody signed, and no mail.
bool is_signed_file(const Part& part)
{
    const bool may_be_signed =
        part.smime_type.empty() || ascii::starts_with(part.smime_type, "signed");
    return may_be_signed && !part.name.empty() && !ascii::same(part.name, "smime.p7m");
}

/// What says who wrote a text, and forms for programs that are not ours.
bool is_for_programs(const Part& part)
{
    return part.type == "application/pkcs7-signature" ||
           part.type == "application/x-pkcs7-signature" ||
           part.type == "application/pgp-signature" || part.type == "text/watch-html" ||
           part.type == "text/x-amp-html";
}

class BodyReader {
public:
    using Ids = std::set<std::string>;

    BodyReader(const ReadLimits& limits, Readable& result, Ids referenced = {})
        : limits_(limits), result_(result), referenced_(std::move(referenced))
    {
    }

    void read(const Part& part)
    {
        const bool is_closed = is_encrypted(part) && (is_multipart(part) || part.parts.empty());
        if (is_closed && is_signed_file(part))
            return attach(part);
        if (is_closed)
            return note_encrypted(part);
        if (part.type == "multipart/alternative")
            return read_alternative(part);
        if (part.type == "multipart/report")
            return read_report(part);
        if (is_multipart(part) || is_encrypted(part))
            return read_parts(part);
        if (is_for_programs(part))
            return;
        if (is_shown(part))
            return add_text(part);
        if (is_calendar(part))
            return read_calendar(part);
        attach(part);
    }

    void add(std::string_view text)
    {
        text.remove_prefix(std::min(text.find_first_not_of('\n'), text.size()));
        if (text.empty())
            return;
        result_.text += result_.text.empty() ? "" : "\n\n";
        result_.text += text;
    }

    /// Where there is no other text: a page that only names a file says nothing.
    void read_files(const Part& part)
    {
        if (part.type == "message/rfc822" && !part.parts.empty())
            return read_inner(part.parts.front());
        for (const auto& child : part.parts)
            read_files(child);
        if (!is_readable_file(part))
            return;
        result_.is_cut = result_.is_cut || part.bytes > limits_.mime.text_bytes;
        add(text_of(part));
    }

    bool says_nothing() const { return result_.text.empty() && calendar_.empty(); }

    void finish()
    {
        const bool is_calendar_only = result_.text.empty();
        add(clean_text(calendar_));
        if (is_calendar_only)
            add(clean_text(described_));
        std::string lines = limits_.leaves_files ? std::string() : attachment_lines();
        if (result_.is_cut)
            lines += "[the mail was too long or too complicated; some of it is not shown]\n";
        add(clean_text(lines));
    }

    /// A calendar file is a file, and says something as well.
    void read_calendar(const Part& part)
    {
        const auto said = calendar_lines(part.text);
        // quirk: Exchange sends the same entry as a form of the text and as a file.
        if (!said.empty() && calendar_.find(said) == std::string::npos) {
            calendar_ += said + "\n";
            described_ += calendar_descriptions(part.text) + "\n";
        }
        attach(part);
    }

private:
    void read_inner(const Part& root)
    {
        Readable inner;
        BodyReader reader(limits_, inner);
        reader.read(root);
        if (reader.says_nothing())
            reader.read_files(root);
        add(inner.text);
        append(inner.attachments);
        calendar_ += reader.calendar_;
        result_.is_encrypted = result_.is_encrypted || inner.is_encrypted;
        result_.is_cut = result_.is_cut || inner.is_cut;
    }

    std::string attachment_lines() const
    {
        std::string lines;
        std::size_t named = 0;
        std::size_t unnamed = 0;
        const bool says_something = !result_.text.empty();
        for (const auto& attachment : result_.attachments) {
            if (attachment.is_inline && says_something)
                continue; // the logo under a signature is no news
            if (named == limits_.named_attachments)
                ++unnamed;
            else
                lines += line_of(attachment);
            named += named < limits_.named_attachments ? 1 : 0;
        }
        if (unnamed > 0)
            lines += "[and " + std::to_string(unnamed) + " more attachments]\n";
        return lines;
    }

    void read_parts(const Part& part)
    {
        const auto around = referenced_;
        if (part.type == "multipart/related")
            find_referenced(part, referenced_);
        for (const auto& child : part.parts)
            read(child);
        referenced_ = around;
    }

    /// quirk: gateways make a multipart/mixed of two forms of the same text.
    void add_text(const Part& part)
    {
        auto text = text_of(part);
        if (part.type != "text/html" || !says_the_same(text, plain_))
            add(text);
        plain_ = part.type == "text/plain" ? std::move(text) : "";
    }

    void note_encrypted(const Part& part)
    {
        const bool is_signed_only = ascii::starts_with(part.smime_type, "signed");
        result_.is_encrypted = result_.is_encrypted || !is_signed_only;
        add(is_signed_only ? "[signed message in a form that cannot be shown]"
                           : "[encrypted message, cannot be shown]");
    }

    // RFC 2046 5.1.4: the same in several forms. Plain text is preferred over HTML, which is
    // preferred over anything else; a form that says nothing is no form. An invitation is sent as
    // another form of its words (RFC 6047 4), and says more than they do.
    void read_alternative(const Part& part)
    {
        Forms forms;
        for (const auto& child : part.parts) {
            if (is_calendar(child))
                read_calendar(child);
            else
                read_form(child, forms);
        }
        auto& [plain, rich] = forms;
        const bool is_rich = rich && (!plain || is_placeholder(plain->text, rich->text));
        const auto& shown = is_rich ? rich : plain;
        if (!shown)
            return;
        take(*shown);
        if (const auto& other = is_rich ? plain : rich)
            append_files(*other, shown->attachments);
    }

    struct Forms {
        std::optional<Readable> plain; ///< all of them: a second one is no form of the first
        std::optional<Readable> rich;
    };

    void read_form(const Part& part, Forms& forms)
    {
        Readable form;
        BodyReader reader(limits_, form, referenced_);
        reader.read(part);
        if (calendar_.find(reader.calendar_) == std::string::npos) {
            calendar_ += reader.calendar_;
            described_ += reader.described_;
        }
        if (!form.is_encrypted && form.text.empty())
            return append(form.attachments);
        const bool is_plain = part.type == "text/plain";
        auto& known = is_plain ? forms.plain : forms.rich;
        if (!known)
            known = std::move(form);
        else if (!is_plain)
            append_files(form, known->attachments);
        else if (!says_the_same(known->text, form.text))
            known->text += "\n\n" + form.text;
    }

    /// Of a form that is not shown; its pictures are of its text.
    void append_files(const Readable& form, const std::vector<Attachment>& shown)
    {
        for (const auto& attachment : form.attachments) {
            if (std::find(shown.begin(), shown.end(), attachment) == shown.end())
                result_.attachments.push_back(attachment);
        }
    }

    void take(const Readable& form)
    {
        add(form.text);
        result_.is_encrypted = result_.is_encrypted || form.is_encrypted;
        append(form.attachments);
    }

    void append(const std::vector<Attachment>& attachments)
    {
        result_.attachments.insert(result_.attachments.end(), attachments.begin(),
                                   attachments.end());
    }

    // RFC 6522: the first part is for people, the second for programs, the third is the mail
    // that the report is about.
    void read_report(const Part& part)
    {
        if (!part.parts.empty())
            read(part.parts.front());
    }

    void attach(const Part& part)
    {
        Attachment attachment;
        attachment.name = part.name;
        if (attachment.name.empty() && part.type == "message/rfc822")
            attachment.name = short_line(decode_words(part.subject), 120);
        if (attachment.name.empty())
            attachment.name = "unnamed";
        attachment.type = short_line(part.type, 120);
        attachment.bytes = part.bytes;
        attachment.content = part.content;
        // Anything else is something to look at: an ECG that somebody photographed.
        attachment.is_inline = part.disposition != "attachment" && is_picture(part) &&
                               referenced_.contains(part.content_id);
        result_.attachments.push_back(std::move(attachment));
    }

    static std::string line_of(const Attachment& attachment)
    {
        const std::string size = attachment.bytes > 0 ? ", " + shown_bytes(attachment.bytes) : "";
        return "[attachment: " + attachment.name + " (" + attachment.type + size + ")]\n";
    }

    const ReadLimits& limits_;
    Readable& result_;
    Ids referenced_;        ///< by the HTML of the multipart/related that is being read
    std::string plain_;     ///< the text of the part before, where that was plain
    std::string described_; ///< what the entries say beyond that
    std::string calendar_;  ///< a line for each entry, of which the last has its end too
};

} // namespace

void read_body(const Part& root, const ReadLimits& limits, Readable& result)
{
    BodyReader reader(limits, result);
    const bool is_text = root.type.compare(0, 5, "text/") == 0;
    if (is_calendar(root) && !calendar_lines(root.text).empty())
        reader.read_calendar(root);
    else if (is_text && root.disposition != "attachment")
        reader.add(text_of(root)); // the whole mail: of whatever kind, it is there to be read
    else
        reader.read(root);
    if (reader.says_nothing())
        reader.read_files(root);
    reader.finish();
}

} // namespace mail
