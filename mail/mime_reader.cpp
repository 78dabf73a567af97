// GMime reads the structure; what it has no limit for is bounded before it starts
// (detail/mime_bounds.h) or while its tree is turned into values. It is given the Content-
// fields of the message's own header as read_header() reads them, so that there is one
// opinion about where the header ends.
#include "mail/mime_reader.h"

#include "mail/charset.h"
#include "mail/detail/ascii.h"
#include "mail/detail/base64.h"
#include "mail/detail/base64_text.h"
#include "mail/detail/html_charset.h"
#include "mail/detail/html_source.h"
#include "mail/detail/mime_bounds.h"
#include "mail/detail/quoted_printable.h"
#include "mail/detail/signed_content.h"
#include "mail/file_name.h"

#include <algorithm>
#include <gmime/gmime.h>
#include <memory>
#include <mutex>

namespace mail {
namespace {

struct Unref {
    void operator()(void* object) const { g_object_unref(object); }
};
template <typename T>
using Owned = std::unique_ptr<T, Unref>;

void start_gmime()
{
    static std::once_flag once;
    std::call_once(once, g_mime_init);
}

/// For programs to read, in the form of header fields.
bool is_report(std::string_view type)
{
    return type == "message/delivery-status" || type == "message/global-delivery-status" ||
           type == "message/disposition-notification" ||
           type == "message/global-disposition-notification";
}

std::string_view view(const char* text)
{
    return text ? std::string_view(text) : std::string_view{};
}

bool is_content_field(const HeaderField& field)
{
    return is_named(field, "Content-Type") || is_named(field, "Content-Disposition") ||
           is_named(field, "Content-Transfer-Encoding");
}

// The first of each name, as bounded as those of the parts.
std::string content_header(const std::vector<HeaderField>& header)
{
    std::string result;
    std::vector<std::string_view> seen;
    for (const auto& field : header) {
        const bool again = std::any_of(
            seen.begin(), seen.end(), [&](std::string_view name) { return is_named(field, name); });
        if (!is_content_field(field) || again)
            continue;
        seen.push_back(field.name);
        result += field.name + ": " + field.value + "\n";
    }
    return result;
}

Owned<GMimeMessage> parsed(const std::string& source)
{
    start_gmime();
    const Owned<GMimeStream> stream(
        g_mime_stream_mem_new_with_buffer(source.data(), source.size()));
    const Owned<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
    g_mime_parser_set_format(parser.get(), GMIME_FORMAT_MESSAGE);
    return Owned<GMimeMessage>(g_mime_parser_construct_message(parser.get(), nullptr));
}

/// The fields that MIME needs, and the body.
std::string with_content_header(std::string_view message, const HeaderSection& section)
{
    return content_header(section.fields) + '\n' + std::string(message.substr(section.bytes));
}

bool ends_with(std::string_view name, std::string_view ending)
{
    return name.size() >= ending.size() &&
           ascii::same(name.substr(name.size() - ending.size()), ending);
}

/// For people, or for us: it is read.
bool is_text_of(const Part& part)
{
    return part.type.starts_with("text/") || is_report(part.type) || part.type == "plain/text" ||
           (part.type == "application/octet-stream" && ends_with(part.name, ".txt"));
}

/// The text of the mail, and not of a file that it brings.
bool is_said(const Part& part, std::size_t depth)
{
    const bool is_shown = part.type == "text/plain" || part.type == "text/html" ||
                          part.type == "text/enriched" || part.type == "text/rfc822-headers";
    const bool is_whole_mail = depth == 0 && part.type.starts_with("text/");
    return is_whole_mail || is_report(part.type) || (is_shown && part.disposition != "attachment");
}

bool may_be_signed(const Part& part)
{
    const bool is_smime = part.type == "application/pkcs7-mime" ||
                          part.type == "application/x-pkcs7-mime" ||
                          (part.type == "application/octet-stream" && ends_with(part.name, ".p7m"));
    return is_smime && (part.smime_type.empty() || part.smime_type.starts_with("signed"));
}

/// The tree of GMime as values.
class TreeReader {
public:
    explicit TreeReader(const MimeLimits& limits)
        : limits_(limits), text_left_(limits.text_bytes), file_left_(limits.text_bytes)
    {
    }

    Part read(GMimeObject* object, std::size_t depth)
    {
        ++parts_;
        Part part;
        describe(object, part);
        if (depth >= limits_.depth)
            is_cut_ = true;
        else if (GMIME_IS_MULTIPART(object))
            read_children(GMIME_MULTIPART(object), part, depth);
        else if (GMIME_IS_MESSAGE_PART(object))
            read_message(GMIME_MESSAGE_PART(object), part, depth);
        else if (GMIME_IS_PART(object))
            read_leaf(GMIME_PART(object), part, depth);
        return part;
    }

    bool is_cut() const noexcept { return is_cut_; }

private:
    /// RFC 2045 5.1; whatever else stands there is no letter of any word.
    static std::string token(const char* written)
    {
        auto word = ascii::lowered(view(written));
        std::ranges::replace_if(
            word, [](char c) { return !ascii::is_graphic(c); }, '?');
        return word;
    }

    static std::string parameter(GMimeContentType* type, const char* name)
    {
        return type ? ascii::lowered(view(g_mime_content_type_get_parameter(type, name))) : "";
    }

    static void describe(GMimeObject* object, Part& part)
    {
        auto* type = g_mime_object_get_content_type(object);
        if (type)
            part.type = token(g_mime_content_type_get_media_type(type)) + '/' +
                        token(g_mime_content_type_get_media_subtype(type));
        // RFC 2045 5.2: what cannot be read means the default.
        const char* written = g_mime_object_get_header(object, "Content-Type");
        if (written && view(written).find('/') == std::string_view::npos)
            part.type = "text/plain";
        if (const char* id = g_mime_object_get_content_id(object))
            part.content_id = id;
        part.report_type = parameter(type, "report-type");
        part.smime_type = parameter(type, "smime-type");
        part.is_flowed = parameter(type, "format") == "flowed";
        part.is_delsp = parameter(type, "delsp") == "yes";
        if (auto* disposition = g_mime_object_get_content_disposition(object))
            part.disposition =
                ascii::lowered(view(g_mime_content_disposition_get_disposition(disposition)));
        if (GMIME_IS_PART(object))
            part.name = safe_file_name(view(g_mime_part_get_filename(GMIME_PART(object))));
    }

    void read_children(GMimeMultipart* multipart, Part& part, std::size_t depth)
    {
        const int count = g_mime_multipart_get_count(multipart);
        for (int i = 0; i < count; ++i) {
            if (parts_ >= limits_.parts) {
                is_cut_ = true;
                return;
            }
            part.parts.push_back(read(g_mime_multipart_get_part(multipart, i), depth + 1));
        }
        if (count > 0)
            return;
        // No boundary, or one that never comes: what stands there is all there is to read.
        ++parts_;
        Part leaf;
        keep_text(view(g_mime_multipart_get_prologue(multipart)), "", leaf, text_left_);
        part.parts.push_back(std::move(leaf));
    }

    void read_message(GMimeMessagePart* holder, Part& part, std::size_t depth)
    {
        auto* message = g_mime_message_part_get_message(holder);
        if (!message)
            return;
        auto* headers = g_mime_object_get_header_list(GMIME_OBJECT(message));
        if (auto* subject = g_mime_header_list_get_header(headers, "Subject"))
            part.subject = ascii::trimmed(view(g_mime_header_get_raw_value(subject)));
        if (auto* id = g_mime_header_list_get_header(headers, "Message-ID"))
            part.message_id = ascii::trimmed(view(g_mime_header_get_raw_value(id)));
        auto* root = g_mime_message_get_mime_part(message);
        if (root && parts_ < limits_.parts)
            part.parts.push_back(read(root, depth + 1));
        else
            is_cut_ = is_cut_ || root != nullptr;
    }

    void read_leaf(GMimePart* leaf, Part& part, std::size_t depth)
    {
        auto* content = g_mime_part_get_content(leaf);
        if (!content)
            return;
        const bool is_text = is_text_of(part);
        if (!is_text && !may_be_signed(part) && limits_.file_bytes == 0) {
            const Owned<GMimeStream> nowhere(g_mime_stream_null_new());
            g_mime_data_wrapper_write_to_stream(content, nowhere.get());
            part.bytes = GMIME_STREAM_NULL(nowhere.get())->written;
            return;
        }
        auto bytes = decoded(leaf, content, is_text && is_said(part, depth));
        part.bytes = bytes.size();
        if (is_text)
            keep_text(bytes, charset_of(leaf), part,
                      is_said(part, depth) ? text_left_ : file_left_);
        else if (may_be_signed(part))
            read_signed(bytes, part, depth);
        if (is_file(part) && bytes.size() <= limits_.file_bytes)
            part.content = std::move(bytes);
    }

    /// What stands inside of the signature is what its sender wrote.
    void read_signed(std::string_view cms, Part& part, std::size_t depth)
    {
        if (ascii::same(part.name, "smime.p7m"))
            part.type = "application/pkcs7-mime";
        const auto inside = parts_ < limits_.parts && signatures_ < most_signatures
                                ? signed_content(cms)
                                : std::nullopt;
        const auto header = read_header(inside.value_or(""), limits_.header);
        const bool is_mail =
            std::any_of(header.fields.begin(), header.fields.end(),
                        [](const HeaderField& field) { return is_named(field, "Content-Type"); });
        if (!is_mail)
            return; // a signed file, or nothing that we can open
        part.type = "application/pkcs7-mime";
        const auto bounded = bounded_mime(with_content_header(*inside, header), limits_);
        is_cut_ = is_cut_ || bounded.is_cut;
        const auto message = parsed(bounded.text);
        ++signatures_;
        if (auto* root = message ? g_mime_message_get_mime_part(message.get()) : nullptr)
            part.parts.push_back(read(root, depth + 1));
        --signatures_;
    }

    /// Not only the text of the mail itself.
    static bool is_file(const Part& part)
    {
        return part.disposition == "attachment" || !part.name.empty() ||
               (part.type != "text/plain" && part.type != "text/html");
    }

    /// GMime drops an escape that the text ends in, and what stands behind padding.
    static std::string decoded(GMimePart* leaf, GMimeDataWrapper* content, bool keeps_others)
    {
        const auto encoding = encoding_of(leaf);
        const bool is_quoted = encoding == "quotedprintable";
        const bool is_base64 = encoding == "base64";
        const Owned<GMimeStream> memory(g_mime_stream_mem_new());
        if (is_quoted || is_base64)
            write_undecoded(content, memory.get());
        else
            g_mime_data_wrapper_write_to_stream(content, memory.get());
        const auto* array = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory.get()));
        const std::string_view bytes(reinterpret_cast<const char*>(array->data), array->len);
        if (is_base64)
            return keeps_others ? text_of_base64(bytes, !has_wide_letters(leaf))
                                : from_base64(bytes);
        return is_quoted ? from_quoted_printable(bytes) : std::string(bytes);
    }

    /// Its letters alone: "quoted printable" is meant as well.
    static std::string encoding_of(GMimePart* leaf)
    {
        auto written = ascii::lowered(
            view(g_mime_object_get_header(GMIME_OBJECT(leaf), "Content-Transfer-Encoding")));
        written.resize(std::min(written.find_first_of(";("), written.size()));
        std::erase_if(written, [](char c) { return !ascii::is_alnum(c); });
        return written;
    }

    /// A line of ASCII between them would shift all that follow.
    static bool has_wide_letters(GMimePart* leaf)
    {
        const auto charset = charset_of(leaf);
        return ascii::contains(charset, "utf-16") || ascii::contains(charset, "utf-32") ||
               ascii::contains(charset, "unicode");
    }

    static std::string_view charset_of(GMimePart* leaf)
    {
        return view(g_mime_object_get_content_type_parameter(GMIME_OBJECT(leaf), "charset"));
    }

    static void write_undecoded(GMimeDataWrapper* content, GMimeStream* target)
    {
        auto* source = g_mime_data_wrapper_get_stream(content);
        g_mime_stream_reset(source);
        g_mime_stream_write_to_stream(source, target);
    }

    /// `left`: of the text of the mail, or of that of its files.
    void keep_text(std::string_view bytes, std::string_view charset, Part& part, std::size_t& left)
    {
        part.bytes = bytes.size();
        const bool is_html = part.type == "text/html";
        const auto shorter =
            is_html && bytes.size() > left ? without_data_addresses(bytes) : std::string(bytes);
        const auto kept = std::string_view(shorter).substr(0, left);
        part.charset = charset.empty() ? charset_told_by(kept, is_html) : charset;
        part.text = to_utf8(kept, part.charset);
        const bool is_cut = kept.size() < shorter.size() || part.text.size() > left;
        is_cut_ = is_cut_ || (is_cut && &left == &text_left_);
        part.text.resize(utf8_prefix(part.text, left).size());
        left -= part.text.size();
    }

    MimeLimits limits_;
    std::size_t text_left_;
    std::size_t file_left_; ///< of text that is a file
    std::size_t parts_ = 0;
    static constexpr int most_signatures = 2; ///< inside one another; each costs a copy of the mail
    int signatures_ = 0;                      ///< that are open
    bool is_cut_ = false;
};

} // namespace

MimeMessage read_mime(std::string_view message, const MimeLimits& limits)
{
    auto section = read_header(message, limits.header);
    MimeMessage result;
    result.is_cut = section.is_cut;
    const auto bounded = bounded_mime(with_content_header(message, section), limits);
    result.is_cut = result.is_cut || bounded.is_cut;
    result.header = std::move(section.fields);
    const auto read = parsed(bounded.text);
    auto* root = read ? g_mime_message_get_mime_part(read.get()) : nullptr;
    if (!root)
        return result;
    TreeReader reader(limits);
    result.root = reader.read(root, 0);
    result.is_cut = result.is_cut || reader.is_cut();
    return result;
}

} // namespace mail
