#include "relay/service/command/check_config.h"
#include "relay/service/config.h"
#include <ostream>

namespace relay::service::command {

int check_config(const std::filesystem::path& file, std::ostream& talk)
{
    const auto config = read_config(file);
    if (config) {
        talk << file.string() << ": good\n";
        return 0;
    }
    for (const ConfigError& error : config.error())
        talk << text(error) << '\n';
    const auto count = config.error().size();
    talk << file.string() << ": " << count << (count == 1 ? " mistake" : " mistakes")
         << ", nothing was changed\n";
    return 1;
}

} // namespace relay::service::command
