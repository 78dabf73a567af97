#include "wctp/writer.h"
#include "wctp/detail/ascii.h"
#include "wctp/detail/element_text.h"
#include "wctp/detail/encoding.h"
#include "wctp/detail/grammar.h"
#include "wctp/detail/values_out.h"
#include <algorithm>
#include <cstdlib>

namespace wctp {
namespace {

using detail::AttributeRule;
using detail::Element;
using detail::ElementRule;

/// Appends text that is markup to nobody. In an attribute a reader would turn line breaks and tabs
/// into blanks, and everywhere a carriage return into a line feed: these go as references.
void append_escaped(std::string& out, std::string_view text, bool attribute)
{
    while (!text.empty()) {
        const auto rest = text;
        const auto point = detail::take_utf8(text);
        if (!detail::is_xml_character(point))
            continue;
        const auto reference = [&](std::string_view name) { out.append(name); };
        switch (point) {
        case '&':
            reference("&amp;");
            break;
        case '<':
            reference("&lt;");
            break;
        case '>':
            reference("&gt;");
            break;
        case '"':
            reference("&quot;");
            break;
        case '\r':
            reference("&#13;");
            break;
        case '\n':
            attribute ? reference("&#10;") : out.push_back('\n');
            break;
        case '\t':
            attribute ? reference("&#9;") : out.push_back('\t');
            break;
        default:
            out.append(rest.substr(0, rest.size() - text.size()));
        }
    }
}

/// One document being written in one version.
class Writing {
public:
    explicit Writing(Version version) : version_(version) {}

    void add(const Element& element)
    {
        const auto* rule = detail::find_element(element.name);
        if (rule == nullptr)
            std::abort(); // a name of ours that the tables do not have
        out_ += '<' + element.name;
        for (const auto& attribute : rule->attributes) {
            if (attribute.in.has(version_))
                add(element, attribute);
        }
        const auto inner = out_.size();
        out_ += '>';
        if (rule->content == detail::Content::Text)
            append_escaped(out_, element.text, false);
        add_children(element, *rule);
        if (out_.size() == inner + 1) {
            out_.replace(inner, 1, "/>");
            return;
        }
        out_ += "</" + element.name + '>';
    }

    std::string text() && { return std::move(out_); }
    std::string& text() & { return out_; }

private:
    void add(const Element& element, const AttributeRule& rule)
    {
        const auto* given = element.find(rule.name);
        const bool empty = given == nullptr || given->empty();
        if (empty && rule.need == detail::Need::Optional)
            return;
        out_ += ' ';
        out_ += rule.name;
        out_ += "=\"";
        if (!empty)
            append_escaped(out_, spelled(*given, rule), true);
        out_ += '"';
    }

    /// A word as this version spells it.
    static std::string_view spelled(const std::string& given, const AttributeRule& rule)
    {
        const auto& words = rule.words;
        if (std::find(words.begin(), words.end(), given) != words.end())
            return given;
        const auto found = std::find_if(words.begin(), words.end(), [&](std::string_view one) {
            return detail::same_word(one, given);
        });
        return found == words.end() ? std::string_view(given) : *found;
    }

    void add_children(const Element& element, const ElementRule& rule)
    {
        for (std::size_t place = 0; place < rule.places.size(); ++place) {
            for (const auto& child : element.children) {
                const auto found = detail::find_place(rule, child.name);
                if (found.child != nullptr && found.place == place)
                    add(child);
            }
        }
    }

    Version version_;
    std::string out_;
};

} // namespace

std::string detail::element_text(const Element& element, Version version)
{
    Writing writing(version);
    writing.add(element);
    return std::move(writing).text();
}

std::string write(const Document& document, const WriteOptions& options)
{
    Element root{.name = "wctp-Operation",
                 .attributes = {{"wctpVersion", std::string(name(document.version))},
                                {"wctpToken", document.token}},
                 .children = {detail::element_of(document.operation, document.version)}};
    Writing writing(document.version);
    writing.text() = "<?xml version=\"1.0\"?>\n";
    if (!options.doctype.empty()) {
        writing.text() += "<!DOCTYPE wctp-Operation SYSTEM \"";
        std::copy_if(options.doctype.begin(), options.doctype.end(),
                     std::back_inserter(writing.text()),
                     [](char c) { return c > ' ' && c < '\x7f' && c != '"'; });
        writing.text() += "\">\n";
    }
    writing.add(root);
    return std::move(writing).text();
}

} // namespace wctp
