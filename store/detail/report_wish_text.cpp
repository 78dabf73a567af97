#include "store/detail/report_wish_text.h"
#include "store/detail/list_text.h"
#include "store/error.h"
#include <cstdlib>
#include <vector>

namespace store::detail {
namespace {

/// A letter for each thing that is told; "n" alone: nothing is. No "n": NOTIFY was not there. "m":
/// a program wrote the mail.
std::string notify_text(const ReportWish& wish)
{
    std::string text = wish.is_said ? "n" : "";
    text += wish.success ? "s" : "";
    text += wish.failure ? "f" : "";
    text += wish.delay ? "d" : "";
    text += wish.is_of_machine ? "m" : "";
    return text;
}

std::string_view word_of(ReturnedPart part)
{
    switch (part) {
    case ReturnedPart::Unsaid:
        return "";
    case ReturnedPart::Headers:
        return "headers";
    case ReturnedPart::Full:
        return "full";
    }
    std::abort(); // a value that is no enumerator
}

ReturnedPart part_of(std::string_view word)
{
    for (const auto part : {ReturnedPart::Unsaid, ReturnedPart::Headers, ReturnedPart::Full}) {
        if (word == word_of(part))
            return part;
    }
    throw StoreError("a message's report_wish holds a word that this program does not know");
}

} // namespace

std::string report_wish_text(const ReportWish& wish)
{
    if (wish == ReportWish{})
        return {};
    return texts_text({notify_text(wish), std::string(word_of(wish.returned)), wish.envelope_id,
                       wish.original_recipient});
}

ReportWish report_wish_of(std::string_view text)
{
    if (text.empty())
        return {};
    const auto parts = texts_of(std::string(text));
    if (parts.size() != 4)
        throw StoreError("a message's report_wish has not four parts");
    const auto has = [&](char letter) { return parts[0].find(letter) != std::string::npos; };
    return {.is_said = has('n'),
            .success = has('s'),
            .failure = has('f'),
            .delay = has('d'),
            .is_of_machine = has('m'),
            .returned = part_of(parts[1]),
            .envelope_id = parts[2],
            .original_recipient = parts[3]};
}

} // namespace store::detail
