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

// NOTIFY is not offered but looked at: a sender that writes it wrong deserves to hear that.
Reply refusal_of_rcpt_parameter(const PathParameter& parameter)
{
    if (parameter.name != "NOTIFY")
        return {555, "5.5.4", "no parameters are known for RCPT"};
    std::string_view words = parameter.value;
    bool well_formed = !words.empty();
    while (!words.empty()) {
        const auto word = ascii::cut_before(words, ',');
        well_formed = well_formed && (ascii::same(word, "NEVER") || ascii::same(word, "SUCCESS") ||
                                      ascii::same(word, "FAILURE") || ascii::same(word, "DELAY"));
    }
    if (!well_formed)
        return bad_argument("NOTIFY= is NEVER or a list of SUCCESS, FAILURE, DELAY");
    return {555, "5.5.4", "NOTIFY is not offered here"};
}

} // namespace

std::optional<Reply> take_mail_parameters(const std::vector<PathParameter>& parameters,
                                          std::size_t max_bytes, Envelope& envelope)
{
    for (const auto& parameter : parameters) {
        std::optional<Reply> refusal;
        if (parameter.name == "SIZE")
            refusal = take_size(parameter, max_bytes, envelope);
        else if (parameter.name == "BODY")
            refusal = take_body(parameter, envelope);
        else if (parameter.name == "AUTH" && !envelope.login.empty())
            continue; // RFC 4954 5: believed of nobody
        else
            refusal = Reply{555, "5.5.4", "MAIL takes SIZE and BODY only"};
        if (refusal)
            return refusal;
    }
    return std::nullopt;
}

std::optional<Reply> refusal_of_rcpt_parameters(const std::vector<PathParameter>& parameters)
{
    if (parameters.empty())
        return std::nullopt;
    return refusal_of_rcpt_parameter(parameters.front());
}

} // namespace mail
