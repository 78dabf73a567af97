#pragma once
#include "relay/core/time_zone.h"
#include "store/model/contact.h"
#include "store/model/message.h"
#include <optional>
#include <string>

namespace relay::core {

/// Is somebody not to be disturbed at that instant?
bool is_undisturbed(const store::Contact& contact, store::Instant at);

/// Until when what would go to the contact by that channel at `due` waits. Empty: it does not. Only
/// what makes a noise does (texts, calls, a push with sound), what is of high priority never, and
/// nothing in hours of a zone that is not known here.
std::optional<store::Instant> held_until(const store::Contact& contact, store::Channel channel,
                                         store::Priority priority, const TimeZones& zones,
                                         store::Instant due);

/// "07:00 on 2026-11-27 (Europe/Berlin)": what clocks show in that zone, by its IANA name.
std::string clock_text(const TimeZones& zones, const std::string& name, store::Instant at);
/// What the contact's own clock shows.
std::string clock_text(const TimeZones& zones, const store::Contact& contact, store::Instant at);

} // namespace relay::core
