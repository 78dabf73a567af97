#include "relay/intake/taken_files.h"
#include "mail/file_name.h"
#include "relay/intake/text.h"
#include <algorithm>

namespace relay::intake {
namespace {

void add_lines(store::Message& message, const std::string& lines, std::size_t most)
{
    const auto& text = message.body.reveal();
    const auto room = most - std::min(characters(text), most);
    if (!lines.empty() && room > 0)
        message.body = store::ProtectedText(text + shortened("\n" + lines, room, ""));
}

std::vector<core::RefusedFile> named(const std::vector<core::OfferedFile>& offered)
{
    std::vector<core::RefusedFile> all;
    for (const auto& file : offered)
        all.push_back({file.name, file.type, file.bytes, "files of this source are named only"});
    return all;
}

} // namespace

core::OfferedFile offered_file(const std::string& name, std::string type, std::string content)
{
    const auto bytes = static_cast<std::int64_t>(content.size());
    return {mail::safe_file_name(name), std::move(type), bytes, std::move(content), false};
}

std::vector<core::RefusedFile> take_files(store::Message& message,
                                          std::vector<core::OfferedFile> offered,
                                          const store::Source& source, std::size_t recipients,
                                          std::size_t most_characters)
{
    if (core::attachments_of(source) == store::Attachments::Name) {
        add_lines(message, core::named_lines(offered), most_characters);
        return named(offered);
    }
    auto choice =
        core::choose_files(std::move(offered), core::shared_out(source.files, recipients));
    message.files = std::move(choice.kept);
    add_lines(message, core::refused_lines(choice.refused), most_characters);
    return std::move(choice.refused);
}

} // namespace relay::intake
