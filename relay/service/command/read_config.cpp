#include "relay/service/command/read_config.h"
#include <ostream>

namespace relay::service::command {

std::optional<Config> config_or_complaints(const std::filesystem::path& file, std::ostream& talk)
{
    auto config = read_config(file);
    if (config)
        return std::move(*config);
    for (const auto& error : config.error())
        talk << text(error) << '\n';
    return std::nullopt;
}

} // namespace relay::service::command
