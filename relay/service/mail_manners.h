#pragma once
#include "relay/directory/wanted.h"
#include "relay/intake/mail_rules.h"
#include "relay/service/config.h"
#include "store/model/directory.h"
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

/// Files that no mail source has the name of: nobody is read by them.
struct HomelessManner {
    std::string name;
    /// Has must_pass or tls_required: a source may be without what it is thought to ask for.
    bool demands = false;
};
std::vector<HomelessManner> homeless(const MailManners& manners, const store::Directory& people);
std::string text(const HomelessManner& manner);

/// Has it `senders: ["*"]`, and neither networks, nor a login, nor a proof hold it to anybody?
bool may_be_anybody(const store::Source& source, const MailManners& manners);
/// Sources with `senders: ["*"]` that neither networks, nor a login, nor a proof hold to anybody.
std::vector<ConfigError> sources_of_anybody(const directory::Wanted& wanted,
                                            const MailManners& manners,
                                            const std::filesystem::path& file);

/// One such file. `file` is what its mistakes are reported with.
tl::expected<intake::MailManner, std::vector<ConfigError>>
parse_mail_manner(std::string_view yaml, const std::filesystem::path& file);

} // namespace relay::service
