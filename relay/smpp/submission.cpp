#include "relay/smpp/submission.h"
#include <algorithm>

namespace relay::smpp {

namespace {

constexpr std::uint8_t has_header = 0x40;    // SMPP 3.4 5.2.12
constexpr std::uint8_t final_receipt = 0x01; // SMPP 3.4 5.2.17

bool is_digits(std::string_view text)
{
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string_view without_plus(std::string_view number)
{
    return number.starts_with('+') ? number.substr(1) : number;
}

std::string two_digits(long value)
{
    return {static_cast<char>('0' + value / 10 % 10), static_cast<char>('0' + value % 10)};
}

} // namespace

Address source_address(std::string_view text)
{
    if (text.empty())
        return {};
    const auto digits = without_plus(text);
    if (!is_digits(digits))
        return {5, 0, std::string(text)};
    if (digits.size() <= 6 && digits.size() == text.size())
        return {3, 0, std::string(digits)};
    return {1, 1, std::string(digits)};
}

std::optional<Address> destination_address(std::string_view number)
{
    const auto digits = without_plus(number);
    if (!is_digits(digits) || digits.size() < 3 || digits.size() > 20)
        return std::nullopt;
    return Address{1, 1, std::string(digits)};
}

std::string validity_period(std::chrono::milliseconds left)
{
    using namespace std::chrono;
    auto rest = std::clamp<seconds>(ceil<seconds>(left), seconds(1), days(30));
    const auto whole_days = floor<days>(rest);
    const hh_mm_ss<seconds> time(rest - whole_days);
    return "0000" + two_digits(whole_days.count()) + two_digits(time.hours().count()) +
           two_digits(time.minutes().count()) + two_digits(time.seconds().count()) + "000R";
}

std::vector<ShortMessage> submissions(const Submission& submission, const TextRules& rules)
{
    auto text = segment(submission.text, rules, submission.reference);
    std::vector<ShortMessage> messages;
    for (auto& segment : text.segments) {
        ShortMessage message;
        message.from = submission.from;
        message.to = submission.to;
        message.esm_class = segment.has_header ? has_header : 0;
        if (submission.left)
            message.validity = validity_period(*submission.left);
        message.registered_delivery = final_receipt;
        message.data_coding = text.data_coding;
        message.text = std::move(segment.text);
        message.tlvs = std::move(segment.tlvs);
        message.tlvs.push_back(tlv_u16(tag::user_message_reference, submission.reference));
        messages.push_back(std::move(message));
    }
    return messages;
}

} // namespace relay::smpp
