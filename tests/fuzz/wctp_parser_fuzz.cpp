// The WCTP parser on arbitrary bytes, in every profile: it never crashes, it has an answer for
// everything, and what it reads the writer can write and the parser read again.
#include "wctp/answers.h"
#include "wctp/http_binding.h"
#include "wctp/lint.h"
#include "wctp/writer.h"
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

using namespace wctp;

void must(bool holds)
{
    if (!holds)
        std::abort();
}

/// A refusal must itself be a document with a Failure of the same code.
void check_refusal(const HttpRefusal& refusal)
{
    const auto answer = parse(refusal.answer.body);
    must(answer.has_value());
    const auto said = outcome(*answer);
    must(said && std::get<Failure>(*said).code == refusal.why.error.code);
}

/// Writing changes no document that was read, but for what the named version does not have.
void check_document(const Document& document)
{
    const auto first = write(document);
    const auto again = parse(first);
    must(again.has_value());
    must(again->version == document.version);
    must(kind(again->operation) == kind(document.operation));
    must(write(*again) == first);
    must(parse(write(failure_answer(document, Code::InternalError, first))).has_value());
}

void check(std::string_view bytes, const ReadOptions& options)
{
    const auto received = receive({"POST", "text/xml", bytes}, options);
    if (received)
        check_document(*received);
    else
        check_refusal(received.error());
    if (const auto any = parse(bytes, options))
        check_document(*any);
}

/// Whoever asks what is wrong is told all that the reader forgave.
void check_lint(std::string_view bytes)
{
    const auto found = lint("", bytes);
    must(!text(found).empty());
    if (!found.lenient)
        return;
    for (const auto quirk : found.lenient->quirks)
        must(std::any_of(found.deviations.begin(), found.deviations.end(),
                         [&](const Deviation& one) { return one.quirk == quirk; }));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    check(bytes, {});
    check(bytes, {.repair_bytes = true});
    check(bytes, {.strict = true});
    check_lint(bytes);
    return 0;
}
