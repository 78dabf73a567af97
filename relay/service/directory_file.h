#pragma once
#include "relay/directory/changes.h"
#include "relay/service/config.h"
#include "relay/service/yaml_tree.h"
#include "store/vault.h"
#include <filesystem>
#include <tl/expected.hpp>
#include <vector>

/// The YAML form of a directory (packaging/demo/directory.yaml shows all of it): people, groups,
/// sources and tokens, with the files that hold their secrets beside it.
namespace relay::service {

/// Reads and checks what can be checked without the store. Security codes come back hashed with
/// `vault`; a token's text when its file is there.
tl::expected<directory::Wanted, std::vector<ConfigError>>
read_directory_file(const std::filesystem::path& file, const store::Vault& vault);

/// The same for a text already read.
tl::expected<directory::Wanted, std::vector<ConfigError>>
parse_directory(std::string_view yaml, const std::filesystem::path& file,
                const store::Vault& vault);

/// What the comparison with the store finds wrong, in the form of the reader's own errors.
std::vector<ConfigError> as_errors(const std::vector<directory::Mistake>& mistakes,
                                   const std::filesystem::path& file);

} // namespace relay::service
