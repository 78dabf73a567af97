#include "relay/api/message_upload.h"
#include "relay/intake/taken_files.h"
#include "relay/push/base64url.h"
#include <algorithm>

namespace relay::api {
namespace {

constexpr std::size_t most_files = 100;

/// Strictly: padded, of the one alphabet, without line ends.
std::optional<std::string> from_base64(std::string text)
{
    const auto padding = text.size() - std::min(text.find('='), text.size());
    if (text.size() % 4 != 0 || padding > 2 || text.find_first_of("-_") != std::string::npos ||
        (padding == 2 && text.back() != '='))
        return std::nullopt;
    std::ranges::replace(text, '+', '-');
    std::ranges::replace(text, '/', '_');
    return push::from_base64url(text);
}

core::OfferedFile read_file(const Json& json, const std::string& pointer,
                            std::vector<FieldError>& errors)
{
    std::string name;
    std::string type;
    std::string content;
    Fields fields(json, pointer, errors);
    for (const auto* member : {"name", "type", "content"}) {
        if (!fields.has(member))
            fields.wrong(member, "is missing");
    }
    fields.line("name", name, {1, 255});
    fields.line("type", type, {1, 255});
    fields.text("content", content);
    fields.finish();
    auto octets = from_base64(std::move(content));
    if (!octets)
        fields.wrong("content", "must be base64");
    return intake::offered_file(name, std::move(type), octets.value_or(std::string()));
}

} // namespace

std::vector<core::OfferedFile> read_files(Fields& fields, std::vector<FieldError>& errors)
{
    std::vector<core::OfferedFile> files;
    fields.list("files", most_files, [&](const Json& json, const std::string& pointer) {
        files.push_back(read_file(json, pointer, errors));
    });
    return files;
}

} // namespace relay::api
