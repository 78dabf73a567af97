#pragma once
#include "store/model/contact.h"
#include "store/model/group.h"
#include "store/model/schedule.h"
#include "store/model/security_domain.h"
#include "store/model/source.h"
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// People, groups and sources as somebody wants them: names instead of keys, and where each stood.
namespace relay::directory {

/// Line and column of a text, from 1; 0: of no text.
struct Place {
    int line = 0;
    int column = 0;
    bool operator==(const Place&) const = default;
};

/// A name that stands for something else.
struct Name {
    std::string text;
    Place place;
    bool operator==(const Name&) const = default;
};

struct WantedDomain {
    Name name;
    bool shared = false;
};

struct WantedDetail {
    store::DetailKind kind = store::DetailKind::Phone;
    std::string address;
    /// Empty: as it is. A contact's own STOP is not undone by a file that does not speak of it.
    std::optional<bool> opted_out;
    Place place;
};

struct WantedContact {
    store::Contact row; ///< without domain, details, acknowledgement and what is below
    /// Empty: as they are, since contacts change them too.
    std::optional<std::string> zone;
    std::optional<store::ShiftReminder> shift_reminder;
    std::optional<std::vector<store::WeekHours>> quiet_hours;
    std::optional<store::Certificate> certificate; ///< empty: as it is
    std::vector<WantedDetail> details;
    std::string acknowledged_by; ///< empty: as it is
    Name domain;
    Name alias; ///< for `row.alias`
    Place place;
};

struct WantedGroup {
    store::Group row; ///< without domain, members and failovers
    Name domain;
    std::vector<Name> members; ///< OPIDs or aliases
    std::vector<Name> failovers;
    Place place;
};

struct WantedLayer {
    store::DutyLayer row;     ///< without people
    std::vector<Name> people; ///< OPIDs or aliases; an empty one is nobody's turn
};

struct WantedSchedule {
    store::Schedule row; ///< without domain, layers, overrides and swaps
    Name domain;
    std::vector<WantedLayer> layers;
    Place place;
};

struct WantedAccess {
    Name principal; ///< made when there is none of that name
    Name domain;
    store::AccessLevel level = store::AccessLevel::Viewer;
};

/// `row.name` and, among WCTP sources, `row.sender_id` are its names.
struct WantedSource {
    store::Source row; ///< without principal
    Name principal;    ///< empty: of the source's own name
    Place place;
};

struct WantedToken {
    Name name;
    store::Scope scope = store::Scope::Submit;
    Name source;  ///< Admin, Submit
    Name contact; ///< Inbox: OPID or alias
    std::filesystem::path file;
    std::string text; ///< what the file holds; empty: there is none yet
};

/// What is to be there. What is there besides stays.
struct Wanted {
    std::vector<WantedDomain> domains;
    std::vector<WantedContact> contacts;
    std::vector<WantedSchedule> schedules;
    std::vector<WantedGroup> groups;
    std::vector<WantedAccess> accesses;
    std::vector<WantedSource> sources;
    std::vector<WantedToken> tokens;
};

/// Why it cannot be had.
struct Mistake {
    Place place;
    std::string message;
    std::string word;               ///< not empty: it was looked for among `known`
    std::vector<std::string> known; ///< to guess what was meant
    std::string suggestion;         ///< where there is nothing to guess
    bool operator==(const Mistake&) const = default;
};

} // namespace relay::directory
