#include "relay/service/directory_file.h"
#include "relay/service/config_section.h"
#include "relay/service/config_value.h"
#include "relay/service/directory_keys.h"
#include <algorithm>

namespace relay::service {

namespace {

constexpr std::size_t max_file_bytes = 64 << 20;

std::vector<ConfigError> errors_of(const std::vector<YamlError>& errors,
                                   const std::filesystem::path& file)
{
    std::vector<ConfigError> all;
    for (const auto& error : errors)
        all.push_back(
            {file.string(), error.place.line, error.place.column, error.message, error.suggestion});
    return all;
}

} // namespace

tl::expected<directory::Wanted, std::vector<ConfigError>>
parse_directory(std::string_view yaml, const std::filesystem::path& file, const store::Vault& vault)
{
    const auto root = parse_yaml(yaml);
    if (!root)
        return tl::unexpected(errors_of(root.error(), file));
    ConfigReading reading;
    reading.file = file.string();
    reading.folder = std::filesystem::absolute(file).parent_path();
    directory::Wanted wanted;
    Section section(reading, &*root, "");
    describe_people(section, wanted);
    describe_sources(section, wanted, vault);
    section.report_unknown_keys();
    if (reading.errors.empty())
        return wanted;
    std::stable_sort(reading.errors.begin(), reading.errors.end(),
                     [](const auto& a, const auto& b) {
                         return std::pair(a.line, a.column) < std::pair(b.line, b.column);
                     });
    return tl::unexpected(std::move(reading.errors));
}

tl::expected<directory::Wanted, std::vector<ConfigError>>
read_directory_file(const std::filesystem::path& file, const store::Vault& vault)
{
    const auto yaml = read_text_file(file, max_file_bytes);
    if (!yaml)
        return tl::unexpected(std::vector<ConfigError>{
            {file.string(), 0, 0, yaml.error(), "name a YAML file with people and groups"}});
    return parse_directory(*yaml, file, vault);
}

std::vector<ConfigError> as_errors(const std::vector<directory::Mistake>& mistakes,
                                   const std::filesystem::path& file)
{
    std::vector<ConfigError> errors;
    for (const auto& mistake : mistakes) {
        auto suggestion = mistake.suggestion;
        if (suggestion.empty()) {
            const auto near = nearest(mistake.word, mistake.known);
            suggestion = near.empty() ? "add it, or correct the name"
                                      : "did you mean '" + std::string(near) + "'?";
        }
        errors.push_back({file.string(), mistake.place.line, mistake.place.column, mistake.message,
                          std::move(suggestion)});
    }
    return errors;
}

} // namespace relay::service
