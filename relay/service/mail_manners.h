#pragma once
#include "relay/intake/mail_rules.h"
#include "relay/service/config.h"
#include <filesystem>
#include <map>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace relay::service {

using MailManners = std::map<std::string, intake::MailManner>;

/// The files SOURCE.yaml of that folder (docs/smtp.md), by the source's name. An empty path: none.
/// What is wrong: all of it, where it stands.
tl::expected<MailManners, std::vector<ConfigError>>
read_mail_manners(const std::filesystem::path& folder);

/// One such file. `file` is what its mistakes are reported with.
tl::expected<intake::MailManner, std::vector<ConfigError>>
parse_mail_manner(std::string_view yaml, const std::filesystem::path& file);

} // namespace relay::service
