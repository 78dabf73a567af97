#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace relay::api {

/// "+49 (30) 123-456" as "+4930123456". ITU-T E.164 6.2: a country code and at most 15 digits in
/// all. Empty: not such a number, or without its '+', since we cannot know the country.
std::optional<std::string> phone_number(std::string_view text);

/// The shape of a mail address: RFC 5321 4.1.2, dot-atom and host name; at most 254 characters.
/// Quoted local parts and address literals are refused: nobody is paged there.
std::optional<std::string> mail_address(std::string_view text);

/// A contact's further address, in lower case: what may stand before the '@'. At most 64.
std::optional<std::string> alias(std::string_view text);

} // namespace relay::api
