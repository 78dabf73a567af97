#include "wctp/error_code.h"
#include <algorithm>
#include <array>
#include <utility>

namespace wctp {
namespace {

using Entry = std::pair<int, std::string_view>;

constexpr std::array texts{
    Entry{200, "Accepted"},
    Entry{210, "Accepted, but this version is deprecated"},
    Entry{211, "Accepted, the message will be truncated"},
    Entry{212, "Accepted, the device confirms no delivery"},
    Entry{213, "Accepted, the device confirms no reading"},
    Entry{215, "Accepted, the device shows no choices"},
    Entry{216, "Accepted, choices will be truncated"},
    Entry{217, "Accepted, not all choices will be shown"},
    Entry{218, "Accepted, delivery is not confirmed here"},
    Entry{219, "Accepted, reading is not confirmed here"},
    Entry{220, "Accepted, choices are not supported here"},
    Entry{300, "Operation not supported"},
    Entry{301, "Cannot parse input"},
    Entry{302, "XML validation error"},
    Entry{303, "Version error"},
    Entry{304, "Cannot accept operation"},
    Entry{400, "Function not supported"},
    Entry{401, "Invalid senderID"},
    Entry{402, "Invalid security code"},
    Entry{403, "Invalid recipientID"},
    Entry{404, "Invalid authorization code"},
    Entry{405, "Invalid date/time"},
    Entry{406, "Unsupported combination of dates"},
    Entry{407, "Invalid date/time period"},
    Entry{408, "Date/time has expired"},
    Entry{409, "Domain alias not unique"},
    Entry{410, "Domain alias access denied"},
    Entry{411, "Message exceeds allowable length"},
    Entry{412, "Device confirms no delivery"},
    Entry{413, "Device confirms no reading"},
    Entry{414, "Device shows no choices"},
    Entry{415, "Choices exceed allowable length"},
    Entry{416, "Too many choices"},
    Entry{417, "Delivery confirmation not supported"},
    Entry{418, "Read confirmation not supported"},
    Entry{419, "Choices not supported"},
    Entry{430, "Binary message not supported"},
    Entry{431, "Subscriber limit exceeded"},
    Entry{432, "Invalid pollerID or security code"},
    Entry{500, "Message timed out"},
    Entry{501, "Message expired"},
    Entry{502, "No further responses possible"},
    Entry{503, "Sender permanently disabled"},
    Entry{504, "Unknown message reference"},
    Entry{600, "Poll rate exceeded"},
    Entry{601, "Excessive polling"},
    Entry{602, "Traffic rate exceeded"},
    Entry{603, "Excessive traffic"},
    Entry{604, "Internal server error"},
    Entry{605, "Service unavailable"},
    Entry{606, "Service unavailable"},
};

} // namespace

CodeClass code_class(Code code) noexcept
{
    switch (number(code) / 100) {
    case 2:
        return CodeClass::Success;
    case 6:
        return CodeClass::Temporary;
    }
    return CodeClass::Final;
}

std::string_view text(Code code) noexcept
{
    const auto* found = std::find_if(texts.begin(), texts.end(),
                                     [&](const Entry& one) { return one.first == number(code); });
    if (found != texts.end())
        return found->second;
    return code_class(code) == CodeClass::Success ? "Accepted" : "Refused";
}

} // namespace wctp
