#include "relay/core/file_policy.h"
#include "relay/core/file_type.h"
#include <algorithm>

namespace relay::core {
namespace {

using namespace std::string_view_literals;

constexpr auto says_nothing = "application/octet-stream"sv;

bool matches(std::string_view pattern, std::string_view type)
{
    if (pattern.ends_with("/*"))
        return type.starts_with(pattern.substr(0, pattern.size() - 1));
    return pattern == type;
}

bool is_allowed(const store::FilePolicy& policy, std::string_view type)
{
    const auto& types = policy.types.empty() ? usual_file_types() : policy.types;
    return std::ranges::any_of(types,
                               [&](const std::string& pattern) { return matches(pattern, type); });
}

std::string size_text(std::int64_t bytes)
{
    constexpr std::int64_t k = 1024;
    if (bytes < k)
        return std::to_string(bytes) + " bytes";
    if (bytes < k * k)
        return std::to_string(bytes / k) + " kB";
    return std::to_string(bytes / (k * k)) + " MB";
}

std::string shown(const std::string& name, const std::string& type, std::int64_t bytes)
{
    return name + " (" + type + (bytes > 0 ? ", " + size_text(bytes) : "") + ")";
}

/// Keeps count of what one message has kept.
class Chooser {
public:
    explicit Chooser(const store::FilePolicy& policy) : policy_(policy) {}

    void take(OfferedFile file)
    {
        if (file.name.empty())
            file.name = "unnamed";
        const auto declared = known_type(file.type);
        const auto proven = file.content ? proven_type(*file.content) : std::string_view();
        auto type = declared == says_nothing && !proven.empty() ? std::string(proven) : declared;
        if (auto reason = refusal(file, type, proven); !reason.empty()) {
            choice_.refused.push_back(
                {std::move(file.name), std::move(type), file.bytes, std::move(reason)});
            return;
        }
        kept_bytes_ += file.bytes;
        choice_.kept.push_back({std::move(file.name), std::move(type), file.bytes,
                                store::ProtectedText(std::move(*file.content))});
    }

    FileChoice result() { return std::move(choice_); }

private:
    /// Empty: it is kept. What is dangerous is said before what is merely too much.
    std::string refusal(const OfferedFile& file, const std::string& type,
                        std::string_view proven) const
    {
        if (proven == program_type || is_program(file.name, type))
            return "programs are never kept";
        if (!is_allowed(policy_, type))
            return "files of this kind are not kept";
        if (file.bytes > policy_.most_bytes)
            return "a file may have " + size_text(policy_.most_bytes);
        if (!file.content)
            return "it cannot be taken out of the message";
        if (!proven.empty() && proven != type)
            return "it is " + std::string(proven);
        if (proven.empty() && is_recognisable(type) && file.bytes > 0)
            return "it is not what it says";
        if (choice_.kept.size() >= static_cast<std::size_t>(policy_.most_files))
            return "a message may have " + std::to_string(policy_.most_files) + " files";
        if (kept_bytes_ + file.bytes > policy_.most_total_bytes)
            return "the files of a message may have " + size_text(policy_.most_total_bytes);
        return {};
    }

    const store::FilePolicy& policy_;
    FileChoice choice_;
    std::int64_t kept_bytes_ = 0;
};

template <class File, class Line>
std::string lines(const std::vector<File>& files, std::size_t most, const Line& line)
{
    std::string all;
    for (std::size_t at = 0; at < std::min(files.size(), most); ++at)
        all += line(files[at]) + "\n";
    if (files.size() > most)
        all += "[and " + std::to_string(files.size() - most) + " more]\n";
    return all;
}

} // namespace

FileChoice choose_files(std::vector<OfferedFile> offered, const store::FilePolicy& policy)
{
    std::stable_partition(offered.begin(), offered.end(),
                          [](const auto& file) { return !file.is_inline; });
    Chooser chooser(policy);
    for (auto& file : offered)
        chooser.take(std::move(file));
    return chooser.result();
}

store::FilePolicy shared_out(const store::FilePolicy& policy, std::size_t recipients)
{
    constexpr int most_copied_bytes = 128 * 1024 * 1024;
    auto shared = policy;
    shared.most_total_bytes =
        std::min(policy.most_total_bytes,
                 most_copied_bytes / static_cast<int>(std::max<std::size_t>(recipients, 1)));
    return shared;
}

store::Attachments attachments_of(const store::Source& source)
{
    if (source.files.attachments)
        return *source.files.attachments;
    return source.door == store::Door::Wctp ? store::Attachments::Keep : store::Attachments::Name;
}

const std::vector<std::string>& usual_file_types()
{
    static const std::vector<std::string> all{"image/*",       "audio/*",   "application/pdf",
                                              "text/plain",    "text/csv",  "application/dicom",
                                              "text/calendar", "text/vcard"};
    return all;
}

bool is_type_pattern(std::string_view pattern)
{
    const bool is_family = pattern.ends_with("/*");
    const auto type =
        is_family ? std::string(pattern.substr(0, pattern.size() - 1)) + "x" : std::string(pattern);
    return known_type(type) == type && type.find('*') == std::string::npos;
}

std::string refused_lines(const std::vector<RefusedFile>& refused, std::size_t most)
{
    return lines(refused, most, [](const RefusedFile& file) {
        return "[file not kept: " + shown(file.name, file.type, file.bytes) + ": " + file.reason +
               "]";
    });
}

std::string named_lines(const std::vector<OfferedFile>& offered, std::size_t most)
{
    return lines(offered, most, [](const OfferedFile& file) {
        return "[attachment: " + shown(file.name, known_type(file.type), file.bytes) + "]";
    });
}

std::string shown_file(const store::MessageFile& file)
{
    return shown(file.name, file.type, file.bytes);
}

std::string kept_lines(const std::vector<store::MessageFile>& kept, std::size_t most)
{
    return lines(kept, most, [](const store::MessageFile& file) {
        return "[file in the inbox: " + shown_file(file) + "]";
    });
}

} // namespace relay::core
