// libxml2's HTML reader as a stream of events, never as a tree: a tree of a mail with a million
// open tags takes hundreds of megabytes, the events take what the names of the open tags take.
#include "mail/html_text.h"

#include "mail/charset.h"
#include "mail/detail/ascii.h"

#include <algorithm>
#include <array>
#include <libxml/HTMLparser.h>
#include <memory>

namespace mail {
namespace {

/// Collapses blanks as a browser does and remembers which line ends are due.
class TextWriter {
public:
    void add(std::string_view text)
    {
        for (char c : text) {
            if (ascii::is_blank(c) || c == '\n' || c == '\r' || c == '\f')
                blank_ = true;
            else
                put(c);
        }
    }

    /// As it stands, line ends and blanks included.
    void add_verbatim(std::string_view text)
    {
        for (char c : text) {
            if (c == '\n')
                lines_ = std::min(lines_ + 1, most_lines);
            else if (ascii::is_blank(c))
                indent_ += lines_ == 0 || has_text_ ? std::string(1, c) : "";
            else
                put(c);
        }
    }

    /// The next text starts on a new line, with `empty_lines` before it.
    void start_line(std::size_t empty_lines = 0)
    {
        lines_ = std::max(lines_, empty_lines + 1);
        blank_ = false;
    }
    void break_line()
    {
        lines_ = std::min(lines_ + 1, most_lines);
        blank_ = false;
    }
    void want_blank() { blank_ = true; }

    std::size_t size() const noexcept { return text_.size(); }
    std::string_view since(std::size_t start) const
    {
        return std::string_view(text_).substr(std::min(start, text_.size()));
    }
    std::string finish() { return std::move(text_); }

private:
    static constexpr std::size_t most_lines = 3;

    void put(char c)
    {
        if (has_text_ && lines_ > 0)
            text_.append(lines_, '\n');
        else if (has_text_ && blank_ && indent_.empty())
            text_ += ' ';
        text_ += indent_;
        text_ += c;
        indent_.clear();
        lines_ = 0;
        blank_ = false;
        has_text_ = true;
    }

    std::string text_;
    std::string indent_; ///< blanks of verbatim text that no text has followed yet
    std::size_t lines_ = 0;
    bool blank_ = false;
    bool has_text_ = false;
};

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

bool is_hidden(const xmlChar** attributes)
{
    std::string style(attribute(attributes, "style"));
    style.erase(std::remove_if(style.begin(), style.end(), ascii::is_blank), style.end());
    return has_attribute(attributes, "hidden") || ascii::contains(style, "display:none");
}

/// What the events of the reader do to the text.
class Reading {
public:
    void start(std::string_view name, const xmlChar** attributes)
    {
        if (skipping_ > 0 || is_one_of(name, unread) || is_hidden(attributes)) {
            ++skipping_;
            return;
        }
        space(name);
        if (name == "br")
            writer_.break_line();
        if (name == "li")
            writer_.add("- ");
        if (name == "td" || name == "th")
            writer_.want_blank();
        if (name == "img")
            writer_.add(attribute(attributes, "alt"));
        if (name == "a")
            start_link(attribute(attributes, "href"));
        verbatim_ += name == "pre" ? 1 : 0;
    }

    void end(std::string_view name)
    {
        if (skipping_ > 0) {
            --skipping_;
            return;
        }
        space(name);
        if (name == "a")
            end_link();
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
    std::size_t skipping_ = 0; ///< open elements from the outermost unread one inwards
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
    std::string source(utf8_prefix(html, max_bytes));
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
