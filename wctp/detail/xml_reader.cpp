#include "wctp/detail/xml_reader.h"
#include <exception>
#include <expat.h>
#include <memory>
#include <new>
#include <optional>

namespace wctp::detail {
namespace {

struct FreeParser {
    void operator()(XML_Parser parser) const noexcept { XML_ParserFree(parser); }
};
using Parser = std::unique_ptr<XML_ParserStruct, FreeParser>;

/// Builds the tree from expat's events. No exception may cross expat's C frames: each event
/// catches what its work throws, and the only thing that can is std::bad_alloc.
class Builder {
public:
    Builder(XML_Parser parser, std::string_view text) : parser_(parser), text_(text) {}

    void open(const XML_Char* name, const XML_Char** attributes)
    {
        guarded([&] {
            if (open_.size() >= most_depth)
                return stop(Code::NotValid, "elements are nested too deeply");
            if (++elements_ > most_elements)
                return stop(Code::NotValid, "too many elements");
            Element element{name};
            element.line = line_now();
            element.attributes.reserve(count_of(attributes));
            for (; *attributes != nullptr && !error_; attributes += 2)
                add(element, attributes[0], attributes[1]);
            open_.push_back(std::move(element));
        });
    }

    void close()
    {
        guarded([&] {
            Element done = std::move(open_.back());
            open_.pop_back();
            if (open_.empty())
                root_ = std::move(done);
            else
                open_.back().children.push_back(std::move(done));
        });
    }

    void characters(const XML_Char* text, int length)
    {
        guarded([&] { open_.back().text.append(text, static_cast<std::size_t>(length)); });
    }

    void refuse(std::string detail)
    {
        guarded([&] { stop(Code::CannotParse, std::move(detail)); });
    }

    void doctype(const XML_Char* system_id)
    {
        constexpr std::size_t most = 255;
        guarded([&] {
            if (system_id != nullptr && std::string_view(system_id).size() <= most)
                system_id_ = system_id;
        });
    }

    Result<XmlDocument> result(bool well_formed)
    {
        if (out_of_memory_)
            throw std::bad_alloc();
        if (error_)
            return tl::unexpected<Error>(*error_);
        if (!well_formed || !root_)
            return fail(Code::CannotParse, not_well_formed());
        return XmlDocument{std::move(*root_), std::move(system_id_)};
    }

private:
    template <typename Work>
    void guarded(Work work) noexcept
    {
        if (error_ || out_of_memory_)
            return;
        try {
            work();
        } catch (const std::exception&) {
            out_of_memory_ = true;
            XML_StopParser(parser_, XML_FALSE);
        }
    }

    void stop(Code code, std::string detail)
    {
        error_ = Error{code, std::move(detail)};
        XML_StopParser(parser_, XML_FALSE);
    }

    void add(Element& element, std::string_view name, std::string_view value)
    {
        if (element.attributes.size() >= most_attributes)
            return stop(Code::NotValid, "too many attributes");
        if (value.size() > most_attribute_bytes)
            return stop(Code::NotValid, "an attribute is too long");
        element.set(std::string(name), std::string(value));
    }

    static std::size_t count_of(const XML_Char** attributes)
    {
        std::size_t count = 0;
        for (; attributes[2 * count] != nullptr && count < most_attributes;)
            ++count;
        return count;
    }

    /// Counted on from the last element: expat would look at each byte again.
    std::size_t line_now()
    {
        const auto here = static_cast<std::size_t>(XML_GetCurrentByteIndex(parser_));
        for (auto at = text_.find('\n', counted_); at < here; at = text_.find('\n', at + 1))
            ++line_;
        counted_ = here;
        return line_;
    }

    std::string not_well_formed() const
    {
        return std::string("not well-formed: ") + XML_ErrorString(XML_GetErrorCode(parser_)) +
               " in line " + std::to_string(XML_GetCurrentLineNumber(parser_)) + ", column " +
               std::to_string(XML_GetCurrentColumnNumber(parser_) + 1);
    }

    XML_Parser parser_;     ///< outlives us
    std::string_view text_; ///< likewise
    std::size_t counted_ = 0;
    std::size_t line_ = 1; ///< at counted_
    std::vector<Element> open_;
    std::size_t elements_ = 0;
    std::optional<Element> root_;
    std::string system_id_;
    std::optional<Error> error_;
    bool out_of_memory_ = false;
};

Builder& builder(void* data)
{
    return *static_cast<Builder*>(data);
}

void set_handlers(XML_Parser parser)
{
    XML_SetElementHandler(
        parser,
        [](void* data, const XML_Char* name, const XML_Char** attributes) {
            builder(data).open(name, attributes);
        },
        [](void* data, const XML_Char*) { builder(data).close(); });
    XML_SetCharacterDataHandler(parser, [](void* data, const XML_Char* text, int length) {
        builder(data).characters(text, length);
    });
    XML_SetStartDoctypeDeclHandler(parser, [](void* data, const XML_Char*,
                                              const XML_Char* system_id, const XML_Char*,
                                              int has_internal_subset) {
        builder(data).doctype(system_id);
        if (has_internal_subset != 0)
            builder(data).refuse("a DOCTYPE that declares something");
    });
    XML_SetEntityDeclHandler(
        parser,
        [](void* data, const XML_Char*, int, const XML_Char*, int, const XML_Char*, const XML_Char*,
           const XML_Char*, const XML_Char*) { builder(data).refuse("an entity is declared"); });
    XML_SetSkippedEntityHandler(parser, [](void* data, const XML_Char*, int) {
        builder(data).refuse("an entity that is not declared");
    });
    XML_SetParamEntityParsing(parser, XML_PARAM_ENTITY_PARSING_NEVER);
}

/// This thread's parser: making one costs as much as reading a page. One that read much is not
/// kept, since it keeps its memory.
XML_Parser ready_parser(std::size_t bytes)
{
    // Overrides the declaration, which speaks of the bytes before they were decoded.
    constexpr const XML_Char* encoding = "UTF-8";
    constexpr std::size_t much = 64 * 1024;
    thread_local Parser kept;
    thread_local std::size_t kept_for = 0;
    if (kept_for > much)
        kept.reset();
    kept_for = bytes;
    if (!kept || XML_ParserReset(kept.get(), encoding) != XML_TRUE)
        kept.reset(XML_ParserCreate(encoding));
    if (!kept)
        throw std::bad_alloc();
    set_handlers(kept.get());
    return kept.get();
}

} // namespace

Result<XmlDocument> read_xml(std::string_view utf8)
{
    auto* parser = ready_parser(utf8.size());
    Builder built(parser, utf8);
    XML_SetUserData(parser, &built);
    const auto status = XML_Parse(parser, utf8.data(), static_cast<int>(utf8.size()), XML_TRUE);
    return built.result(status == XML_STATUS_OK);
}

} // namespace wctp::detail
