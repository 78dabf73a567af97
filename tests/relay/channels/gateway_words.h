#pragma once
#include <string>

// What another WCTP gateway answers, in its bytes.

namespace relay::channels {

inline std::string operation(const std::string& inside)
{
    return "<?xml version=\"1.0\"?><wctp-Operation wctpVersion=\"wctp-dtd-v1r3\">" + inside +
           "</wctp-Operation>";
}

inline std::string confirmation(const std::string& inside)
{
    return operation("<wctp-Confirmation>" + inside + "</wctp-Confirmation>");
}

inline std::string failure(int code)
{
    return confirmation("<wctp-Failure errorCode=\"" + std::to_string(code) +
                        "\" errorText=\"No\">because</wctp-Failure>");
}

inline const std::string success =
    confirmation("<wctp-Success successCode=\"200\" successText=\"Accepted\">ok</wctp-Success>");

/// Of the messages of a wctp-ClientQueryResponse.
inline const std::string header =
    "<wctp-ClientResponseHeader><wctp-Originator senderID=\"5551230001\"/>"
    "<wctp-Recipient recipientID=\"belfry.example\"/></wctp-ClientResponseHeader>";

} // namespace relay::channels
