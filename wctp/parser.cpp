#include "wctp/parser.h"
#include "wctp/detail/ascii.h"
#include "wctp/detail/conform.h"
#include "wctp/detail/deviations.h"
#include "wctp/detail/encoding.h"
#include "wctp/detail/entity_references.h"
#include "wctp/detail/kinds.h"
#include "wctp/detail/values_in.h"
#include "wctp/detail/xml_reader.h"
#include <algorithm>

namespace wctp {
namespace {

using detail::Element;

/// Never more than expat can count, whatever the caller allows.
constexpr std::size_t most_bytes = 64 * 1024 * 1024;
constexpr std::size_t most_token_bytes = 64;
constexpr std::string_view root_name = "wctp-Operation";

/// One document on its way from bytes to values. What is found out is kept for the answer, also
/// when a later step refuses.
class Reading {
public:
    Reading(const ReadOptions& options) : options_(options) {}

    tl::expected<Document, ParseFailure> document(std::string_view bytes)
    {
        auto operation = tree(bytes).and_then([&](detail::XmlDocument&& read) {
            system_id_ = std::move(read.system_id);
            return operation_in(read.root);
        });
        if (!operation) {
            known_.error = std::move(operation.error());
            return tl::unexpected<ParseFailure>(std::move(known_));
        }
        std::sort(quirks_.begin(), quirks_.end());
        quirks_.erase(std::unique(quirks_.begin(), quirks_.end()), quirks_.end());
        return Document{.version = known_.version.value_or(Version::V1r3),
                        .token = std::move(known_.token),
                        .operation = std::move(*operation),
                        .quirks = std::move(quirks_),
                        .doctype = std::move(system_id_)};
    }

private:
    bool repair() const { return options_.repair_bytes && !options_.strict; }

    Result<detail::XmlDocument> tree(std::string_view bytes)
    {
        if (bytes.size() > std::min(options_.max_bytes, most_bytes))
            return fail(Code::CannotParse, "the document is too large");
        std::vector<Deviation> mended;
        const auto text = detail::to_utf8(bytes, options_.charset, repair(), mended)
                              .and_then([&](std::string&& decoded) {
                                  return prepared(std::move(decoded), mended);
                              });
        forgive(mended);
        return text.and_then([](const std::string& good) { return detail::read_xml(good); });
    }

    /// The text as expat can take it.
    Result<std::string> prepared(std::string text, std::vector<Deviation>& mended) const
    {
        if (!options_.strict && !text.empty() && detail::is_blank(text.front())) {
            text.erase(0, text.find_first_not_of(" \t\r\n"));
            detail::note(Quirk::LeadingBlanks, text, 0, mended);
        }
        return detail::replace_html_entities(std::move(text), !options_.strict, mended);
    }

    void forgive(const std::vector<Deviation>& deviations)
    {
        for (const auto& one : deviations) {
            quirks_.push_back(one.quirk);
            if (options_.deviations != nullptr)
                options_.deviations->push_back(one);
        }
    }

    Result<Operation> operation_in(Element& root)
    {
        if (root.name != root_name) {
            if (options_.strict || !detail::same_word(root.name, root_name))
                return fail(Code::NotValid, "the root is no wctp-Operation");
            root.name = root_name;
            forgive({{Quirk::NameCase}});
        }
        look_around(root);
        return version_of(root)
            .and_then([&](Version) { return check_operation(root); })
            .and_then([&](bool) { return conforming(root); });
    }

    /// Whose document is it? For the answer and the log, before anything is checked.
    void look_around(Element& root)
    {
        known_.token = raw(root, "wctpToken");
        if (known_.token.size() > most_token_bytes)
            known_.token.clear();
        known_.sender_id = first(root, {"senderID", "pollerID", "inquirer"});
        known_.recipient_id = first(root, {"recipientID"});
        known_.message_id = first(root, {"messageID"});
        if (root.children.size() == 1)
            known_.kind = kind_written(root.children[0].name);
    }

    std::optional<Kind> kind_written(std::string_view element) const
    {
        const auto* rule =
            options_.strict ? detail::find_element(element) : detail::find_element_folded(element);
        return rule == nullptr ? std::nullopt : detail::kind_of(rule->name);
    }

    static std::string raw(const Element& element, std::string_view name)
    {
        for (const auto& one : element.attributes) {
            if (detail::same_word(one.name, name))
                return std::string(detail::trimmed(one.value));
        }
        return {};
    }

    static std::string first(const Element& element, const std::vector<std::string_view>& names)
    {
        for (const auto name : names) {
            if (auto found = raw(element, name); !found.empty())
                return found;
        }
        for (const auto& child : element.children) {
            if (auto found = first(child, names); !found.empty())
                return found;
        }
        return {};
    }

    Result<Version> version_of(const Element& root)
    {
        const auto written = raw(root, "wctpVersion");
        if (written.empty()) {
            if (options_.strict)
                return fail(Code::NotValid, "wctpVersion is missing");
            forgive({{Quirk::VersionMissing}});
            known_.version = Version::V1r3;
            return *known_.version;
        }
        known_.version = parse_version(written);
        if (!known_.version)
            return fail(Code::VersionNotSupported, "wctpVersion names no version known here");
        return *known_.version;
    }

    Result<bool> check_operation(Element& root)
    {
        if (root.children.size() != 1)
            return fail(Code::NotValid, "not exactly one operation");
        if (!options_.strict) {
            if (detail::wrap_bare_outcome(root))
                forgive({{Quirk::BareOutcome}});
            known_.kind = kind_written(root.children[0].name);
        }
        if (!known_.kind)
            return fail(Code::OperationNotSupported, "the operation is not known");
        return true;
    }

    Result<Operation> conforming(Element& root)
    {
        detail::Conformer conformer(*known_.version, options_.strict, quirks_);
        if (options_.deviations != nullptr)
            conformer.explain_to(*options_.deviations);
        if (auto error = conformer.conform(root)) {
            known_.line = conformer.line();
            return tl::unexpected<Error>(std::move(*error));
        }
        auto unreadable = conformer.take_unreadable();
        return detail::operation_from(root.children.front(),
                                      options_.strict ? nullptr : &unreadable);
    }

    const ReadOptions& options_; ///< outlives us
    ParseFailure known_{};
    std::vector<Quirk> quirks_;
    std::string system_id_;
};

} // namespace

tl::expected<Document, ParseFailure> parse(std::string_view bytes, const ReadOptions& options)
{
    return Reading(options).document(bytes);
}

} // namespace wctp
