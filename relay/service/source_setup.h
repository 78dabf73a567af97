#pragma once
#include "relay/service/config.h"
#include "store/model/source.h"
#include <string>
#include <vector>

namespace relay::service {

/// Where WCTP is taken, as the sending system must call it: `site.public_url`, or else each address
/// that is listened on. Never empty.
std::vector<std::string> wctp_addresses(const Config& config);

/// What to type into the sending system that this WCTP source is, line by line, for people. Holds
/// no secret: codes are not kept in a form that could be read. Of other doors only what they are.
std::string setup_text(const store::Source& source, const Config& config);

/// What is allowed in calling its callback that is not safe any more, in words; empty: nothing.
std::string weakness(const store::Source& source);

/// What the source's policy asks for and we cannot give or do not do for others, a line each.
std::vector<std::string> cautions(const store::Source& source, const Config& config);

} // namespace relay::service
