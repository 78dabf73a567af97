#include "mail/detail/path_parameters.h"

#include "mail/detail/ascii.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace mail {
namespace {

Reply bad_argument(std::string text)
{
    return {501, "5.5.4", std::move(text)};
}

// RFC 1870: at most 20 digits, which may be more than fit into 64 bits.
std::optional<Reply> take_size(const PathParameter& parameter, std::size_t limit,
                               Envelope& envelope)
{
    const std::string& digits = parameter.value;
    if (digits.empty() || digits.size() > 20 ||
        !std::all_of(digits.begin(), digits.end(), ascii::is_digit))
        return bad_argument("SIZE= is a number of octets");
    if (envelope.declared_bytes)
        return bad_argument("SIZE= is given twice");
    std::uint64_t bytes = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bytes);
    if (error != std::errc{} || bytes > limit)
        return Reply{552, "5.3.4",
                     "the message is larger than " + std::to_string(limit) + " octets"};
    envelope.declared_bytes = bytes;
    return std::nullopt;
}

std::optional<Reply> take_body(const PathParameter& parameter, Envelope& envelope)
{
    envelope.is_8bit = ascii::same(parameter.value, "8BITMIME");
    if (!envelope.is_8bit && !ascii::same(parameter.value, "7BIT"))
        return bad_argument("BODY= is 7BIT or 8BITMIME");
    return std::nullopt;
}

// RFC 3461 4.3.
std::optional<Reply> take_returned(const PathParameter& parameter, Envelope& envelope)
{
    if (envelope.returned != ReturnedPart::Unsaid)
        return bad_argument("RET= is given twice");
    const bool full = ascii::same(parameter.value, "FULL");
    if (!full && !ascii::same(parameter.value, "HDRS"))
        return bad_argument("RET= is FULL or HDRS");
    envelope.returned = full ? ReturnedPart::Full : ReturnedPart::Headers;
    return std::nullopt;
}

// RFC 3461 4.4.
std::optional<Reply> take_envelope_id(const PathParameter& parameter, Envelope& envelope)
{
    constexpr std::size_t most = 100;
    if (!envelope.envelope_id.empty())
        return bad_argument("ENVID= is given twice");
    if (parameter.value.empty() || parameter.value.size() > most || !from_xtext(parameter.value))
        return bad_argument("ENVID= is up to 100 characters of xtext");
    envelope.envelope_id = parameter.value;
    return std::nullopt;
}

std::optional<Reply> take_utf8(const PathParameter& parameter, Envelope& envelope)
{
    if (parameter.has_value) // RFC 6531 3.4
        return bad_argument("SMTPUTF8 takes no value");
    envelope.is_utf8 = true;
    return std::nullopt;
}

// RFC 3461 4.1: NEVER stands alone, the others in any order.
std::optional<Reply> take_notify(const PathParameter& parameter, ReportWish& wish)
{
    if (wish.is_said)
        return bad_argument("NOTIFY= is given twice");
    wish.is_said = true;
    if (ascii::same(parameter.value, "NEVER"))
        return std::nullopt;
    std::string_view words = parameter.value;
    bool well_formed = !words.empty() && words.back() != ',';
    while (!words.empty()) {
        const auto word = ascii::cut_before(words, ',');
        bool& wanted = ascii::same(word, "SUCCESS")   ? wish.success
                       : ascii::same(word, "FAILURE") ? wish.failure
                                                      : wish.delay;
        well_formed = well_formed && (&wanted != &wish.delay || ascii::same(word, "DELAY"));
        wanted = true;
    }
    if (!well_formed)
        return bad_argument("NOTIFY= is NEVER or a list of SUCCESS, FAILURE, DELAY");
    return std::nullopt;
}

// RFC 3461 4.2: addr-type ";" xtext; RFC 6533 3 has further types, whose addresses may be UTF-8.
std::optional<Reply> take_original(const PathParameter& parameter, ReportWish& wish)
{
    constexpr std::size_t most = 500;
    const std::string_view value = parameter.value;
    if (!wish.original_recipient.empty())
        return bad_argument("ORCPT= is given twice");
    const auto end = value.find(';');
    const auto type = value.substr(0, end);
    const bool has_type = end != std::string_view::npos && !type.empty() &&
                          std::all_of(type.begin(), type.end(),
                                      [](char c) { return ascii::is_alnum(c) || c == '-'; });
    if (!has_type || value.size() > most || end + 1 == value.size())
        return bad_argument("ORCPT= is a type, ';' and an address");
    const bool is_utf8 = ascii::same(type, "utf-8");
    if (!is_utf8 && !from_xtext(value.substr(end + 1)))
        return bad_argument("the address of ORCPT= is no xtext");
    wish.original_recipient = value;
    return std::nullopt;
}

} // namespace

std::optional<std::string> from_xtext(std::string_view text)
{
    std::string plain;
    for (std::size_t at = 0; at < text.size(); ++at) {
        char c = text[at];
        if (!ascii::is_graphic(c) || c == '=')
            return std::nullopt;
        if (c == '+') {
            const int high = at + 2 < text.size() ? ascii::hex_value(text[at + 1]) : -1;
            const int low = high >= 0 ? ascii::hex_value(text[at + 2]) : -1;
            if (low < 0)
                return std::nullopt;
            c = static_cast<char>(high * 16 + low);
            at += 2;
        }
        if (ascii::is_control(c))
            return std::nullopt;
        plain += c;
    }
    return plain;
}

std::optional<Reply> take_mail_parameters(const std::vector<PathParameter>& parameters,
                                          std::size_t max_bytes, bool may_log_in,
                                          Envelope& envelope)
{
    for (const auto& parameter : parameters) {
        std::optional<Reply> refusal;
        if (parameter.name == "SIZE")
            refusal = take_size(parameter, max_bytes, envelope);
        else if (parameter.name == "BODY")
            refusal = take_body(parameter, envelope);
        else if (parameter.name == "SMTPUTF8")
            refusal = take_utf8(parameter, envelope);
        else if (parameter.name == "RET")
            refusal = take_returned(parameter, envelope);
        else if (parameter.name == "ENVID")
            refusal = take_envelope_id(parameter, envelope);
        else if (parameter.name == "AUTH" && may_log_in)
            continue; // RFC 4954 5: believed of nobody
        else
            refusal = Reply{555, "5.5.4", "MAIL takes SIZE, BODY, SMTPUTF8, RET and ENVID only"};
        if (refusal)
            return refusal;
    }
    return std::nullopt;
}

std::optional<Reply> take_rcpt_parameters(const std::vector<PathParameter>& parameters,
                                          ReportWish& wish)
{
    for (const auto& parameter : parameters) {
        std::optional<Reply> refusal;
        if (parameter.name == "NOTIFY")
            refusal = take_notify(parameter, wish);
        else if (parameter.name == "ORCPT")
            refusal = take_original(parameter, wish);
        else
            refusal = Reply{555, "5.5.4", "RCPT takes NOTIFY and ORCPT only"};
        if (refusal)
            return refusal;
    }
    return std::nullopt;
}

} // namespace mail
