// libxml2's HTML reader as a stream of events, never as a tree: a tree of a mail with a million
// open tags takes hundreds of megabytes, the events take what the names of the open tags take.
#include "mail/html_text.h"

#include "mail/charset.h"
#include "mail/clean_text.h"
#include "mail/detail/ascii.h"
#include "mail/detail/html_source.h"
#include "mail/detail/table_text.h"
#include "mail/detail/text_writer.h"

#include <algorithm>
#include <array>
#include <libxml/HTMLparser.h>
#include <memory>

namespace mail {
namespace {

template <std::size_t Count>
bool is_one_of(std::string_view name, const std::array<std::string_view, Count>& names)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

constexpr std::array<std::string_view, 5> unread{"script", "style", "title", "template", "object"};
constexpr std::array<std::string_view, 18> blocks{
    "address", "article", "blockquote", "body", "center", "dd",    "div",     "dl", "dt",
    "footer",  "form",    "header",     "hr",   "li",     "table", "section", "tr", "caption"};
constexpr std::array<std::string_view, 10> spaced_blocks{"p",  "h1", "h2", "h3", "h4",
                                                         "h5", "h6", "ul", "ol", "pre"};

std::string_view text_of(const xmlChar* text)
{
    return text ? std::string_view(reinterpret_cast<const char*>(text)) : std::string_view{};
}

std::string_view attribute(const xmlChar** attributes, std::string_view name)
{
    for (; attributes && attributes[0]; attributes += 2) {
        if (text_of(attributes[0]) == name)
            return text_of(attributes[1]);
    }
    return {};
}

bool has_attribute(const xmlChar** attributes, std::string_view name)
{
    for (; attributes && attributes[0]; attributes += 2) {
        if (text_of(attributes[0]) == name)
            return true;
    }
    return false;
}

std::string style_of(const xmlChar** attributes)
{
    auto style = ascii::lowered(attribute(attributes, "style"));
    style.erase(std::remove_if(style.begin(), style.end(), ascii::is_blank), style.end());
    return style;
}

bool is_hidden(const xmlChar** attributes, std::string_view style)
{
    return has_attribute(attributes, "hidden") ||
           style.find("display:none") != std::string_view::npos;
}

bool strikes_out(std::string_view name, std::string_view style)
{
    const auto at = style.find("text-decoration");
    return name == "s" || name == "strike" || name == "del" ||
           (at != style.npos && style.find("line-through", at) != style.npos);
}

/// With a sign: an exponent, or the number of a note.
bool is_number(std::string_view text)
{
    for (const std::string_view sign : {"+", "-", "−", "–"})
        text.remove_prefix(text.starts_with(sign) ? sign.size() : 0);
    return !text.empty() && std::all_of(text.begin(), text.end(), ascii::is_digit);
}

/// What the events of the reader do to the text.
class Reading {
public:
    void start(std::string_view name, const xmlChar** attributes)
    {
        const auto style = style_of(attributes);
        if (skipping_ > 0 || is_one_of(name, unread) || is_hidden(attributes, style)) {
            ++skipping_;
            return;
        }
        if (struck_ > 0 || strikes_out(name, style))
            start_struck();
        space(name);
        table(name);
        if (name == "br")
            writer_.break_line();
        if (name == "li")
            writer_.add("- ");
        if (name == "img")
            writer_.add(attribute(attributes, "alt"));
        if (name == "a")
            start_link(attribute(attributes, "href"));
        if (name == "sup")
            raised_ = writer_.size();
        verbatim_ += name == "pre" ? 1 : 0;
    }

    void end(std::string_view name)
    {
        if (skipping_ > 0) {
            --skipping_;
            return;
        }
        const bool holds_cells = name == "tr" || name == "table";
        if (struck_ > 0 && !holds_cells)
            end_struck();
        end_table(name);
        if (struck_ > 0 && holds_cells)
            end_struck();
        space(name);
        if (name == "a")
            end_link();
        if (name == "sup")
            end_raised();
        verbatim_ -= name == "pre" && verbatim_ > 0 ? 1 : 0;
    }

    void text(std::string_view text)
    {
        if (skipping_ > 0)
            return;
        if (verbatim_ > 0)
            writer_.add_verbatim(text);
        else
            writer_.add(text);
    }

    std::string finish() { return writer_.finish(); }

private:
    void space(std::string_view name)
    {
        if (is_one_of(name, spaced_blocks))
            writer_.start_line(1);
        else if (is_one_of(name, blocks))
            writer_.start_line();
    }

    void table(std::string_view name)
    {
        if (name == "table")
            tables_.start_table();
        if (name == "tr")
            tables_.start_row();
        if (name == "td" || name == "th")
            tables_.start_cell();
    }

    void end_table(std::string_view name)
    {
        if (name == "table")
            tables_.end_table();
        if (name == "tr")
            tables_.end_row();
        if (name == "td" || name == "th")
            tables_.end_cell();
    }

    void start_struck()
    {
        if (struck_++ == 0)
            struck_start_ = writer_.size();
    }

    // What no longer holds must not be read as what does.
    void end_struck()
    {
        const auto text = writer_.since(struck_start_);
        if (--struck_ > 0 || trimmed_text(text).empty())
            return;
        writer_.insert(struck_start_, "[struck out: ");
        writer_.append("]");
    }

    // 10<sup>9</sup> is not 109.
    void end_raised()
    {
        const auto before = std::min(raised_, writer_.size());
        const auto text = writer_.since(before);
        constexpr std::size_t longest = 8;
        if (before == 0 || text.size() > longest || !is_number(text))
            return;
        const char last = writer_.since(before - 1).front();
        if (ascii::is_digit(last) || last == ')')
            writer_.insert(before, "^");
    }

    // A page is plain text: where a link leads is part of what it says.
    void start_link(std::string_view target)
    {
        const bool leads_out =
            ascii::starts_with(target, "https://") || ascii::starts_with(target, "http://");
        link_ = leads_out && target.size() <= max_link_bytes ? std::string(target) : "";
        link_start_ = writer_.size();
    }

    void end_link()
    {
        if (!link_.empty() && writer_.since(link_start_).find(link_) == std::string_view::npos) {
            writer_.want_blank();
            writer_.add('<' + link_ + '>');
        }
        link_.clear();
    }

    static constexpr std::size_t max_link_bytes = 500;

    TextWriter writer_;
    TableText tables_{writer_};
    std::size_t skipping_ = 0; ///< open elements from the outermost unread one inwards
    std::size_t struck_ = 0;   ///< likewise from the outermost one that is struck out
    std::size_t struck_start_ = 0;
    std::size_t raised_ = 0; ///< where the last <sup> began
    std::size_t verbatim_ = 0;
    std::string link_;
    std::size_t link_start_ = 0;
};

Reading& reading(void* context)
{
    return *static_cast<Reading*>(context);
}

htmlSAXHandler events()
{
    htmlSAXHandler handler{};
    handler.startElement = [](void* context, const xmlChar* name, const xmlChar** attributes) {
        reading(context).start(text_of(name), attributes);
    };
    handler.endElement = [](void* context, const xmlChar* name) {
        reading(context).end(text_of(name));
    };
    handler.characters = [](void* context, const xmlChar* text, int bytes) {
        reading(context).text(
            {reinterpret_cast<const char*>(text), static_cast<std::size_t>(bytes)});
    };
    handler.ignorableWhitespace = handler.characters;
    handler.cdataBlock = handler.characters;
    return handler;
}

struct FreeContext {
    void operator()(htmlParserCtxtPtr context) const { htmlFreeParserCtxt(context); }
};

} // namespace

std::string html_text(std::string_view html, std::size_t max_bytes)
{
    auto source = without_conditions(utf8_prefix(html, max_bytes));
    std::replace(source.begin(), source.end(), '\0', ' ');
    Reading result;
    htmlSAXHandler handler = events();
    const std::unique_ptr<htmlParserCtxt, FreeContext> context(
        htmlCreatePushParserCtxt(&handler, &result, nullptr, 0, nullptr, XML_CHAR_ENCODING_UTF8));
    if (!context)
        return {};
    htmlCtxtUseOptions(context.get(), HTML_PARSE_RECOVER | HTML_PARSE_NOERROR |
                                          HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
                                          HTML_PARSE_IGNORE_ENC);
    htmlParseChunk(context.get(), source.data(), static_cast<int>(source.size()), 1);
    return repaired_utf8(result.finish());
}

} // namespace mail
