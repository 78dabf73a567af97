#include "wctp/lint.h"
#include "wctp/http_binding.h"

namespace wctp {
namespace {

std::string place_text(const Deviation& deviation)
{
    std::string text = deviation.line == 0 ? "document" : "line " + std::to_string(deviation.line);
    if (!deviation.place.empty())
        text += ": " + deviation.place;
    return text;
}

std::string failure_text(const ParseFailure& failure)
{
    auto text = std::to_string(number(failure.error.code)) + " " + failure.error.detail;
    if (failure.line != 0)
        text += " (line " + std::to_string(failure.line) + ")";
    return text;
}

/// What stands in a list and cannot be read.
std::string unreadable_text(const Operation& operation)
{
    std::vector<Unreadable> all;
    if (const auto* polled = std::get_if<PollResponse>(&operation))
        all = polled->unreadable;
    if (const auto* asked = std::get_if<ClientQueryResponse>(&operation))
        all = asked->unreadable;
    std::string lines;
    for (const auto& one : all)
        lines += "passed over: message " +
                 (one.sequence ? std::to_string(*one.sequence) + " " : std::string()) + "for " +
                 std::to_string(number(one.error.code)) + " " + one.error.detail + '\n';
    return lines;
}

} // namespace

Lint lint(std::string_view content_type, std::string_view bytes)
{
    Lint made{.lenient = tl::unexpected<ParseFailure>(ParseFailure{})};
    ReadOptions options{.deviations = &made.deviations};
    made.lenient = parse_body(content_type, bytes, options);
    if (!made.lenient && made.lenient.error().error.code == Code::CannotParse) {
        std::vector<Deviation> mended;
        auto again = parse_body(content_type, bytes, {.repair_bytes = true, .deviations = &mended});
        if (again) {
            made.lenient = std::move(again);
            made.deviations = std::move(mended);
            made.needs_mending = true;
        }
    }
    const auto strict = parse_body(content_type, bytes, {.strict = true});
    if (!strict)
        made.strict = strict.error();
    return made;
}

std::string text(const Lint& lint)
{
    std::string lines;
    for (const auto& one : lint.deviations) {
        lines += place_text(one) + ": " + std::string(name(one.quirk)) +
                 "\n    rule: " + std::string(rule(one.quirk)) +
                 "\n    Belfry: " + std::string(remedy(one.quirk)) + '\n';
    }
    if (!lint.lenient) {
        lines += "refused: " + failure_text(lint.lenient.error()) + '\n';
        return lines;
    }
    const auto& document = *lint.lenient;
    lines += "read as " + std::string(name(kind(document.operation))) + ", " +
             std::string(name(document.version));
    lines += lint.needs_mending ? ", of a source with repair_bytes; else refused with 301\n" : "\n";
    lines += unreadable_text(document.operation);
    lines += lint.strict ? "strict: " + failure_text(*lint.strict) + '\n'
                         : std::string("strict: follows the grammar\n");
    return lines;
}

} // namespace wctp
