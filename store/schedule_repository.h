#pragma once
#include "store/connection.h"
#include "store/model/schedule.h"
#include <optional>
#include <vector>

namespace store {

/// On-call schedules with their layers, overrides and swaps.
///
/// Works inside the caller's transaction; each change raises the directory version and the
/// schedule's own in it. Throws Conflict: `opid_pkey` (somebody else has the OPID),
/// `schedule_name_key`.
class ScheduleRepository {
public:
    explicit ScheduleRepository(Connection& connection) : connection_(connection) {}

    /// Without overrides and swaps, which are made one by one.
    void insert(const Schedule& schedule);
    /// False when somebody saved since it was read, or it was removed; the row's version is then
    /// schedule.version + 1. Overrides and swaps are not touched.
    [[nodiscard]] bool update(const Schedule& schedule);
    /// False: not there. The row stays for old messages; it leaves its groups.
    [[nodiscard]] bool remove(ScheduleId id, Instant now);

    /// False: no such schedule.
    [[nodiscard]] bool add(ScheduleId id, const DutyOverride& instead);
    /// False: not there.
    [[nodiscard]] bool remove(ScheduleId id, OverrideId instead);
    /// False: no such schedule.
    [[nodiscard]] bool add(ScheduleId id, const DutySwap& swap);
    /// False: it is not there, or decided already.
    [[nodiscard]] bool decide(ScheduleId id, const DutySwap& swap);

    /// That the contact is told of its shift. False: it was told before.
    [[nodiscard]] bool tell(ScheduleId id, ContactId contact, Instant begins);
    /// Forgets of whom that was so, of shifts that began before that.
    void prune_told(Instant before);

    /// Removed ones too.
    std::optional<Schedule> find(ScheduleId id);
    /// All that are not removed, by id.
    std::vector<Schedule> list();

private:
    [[nodiscard]] bool raise_version(ScheduleId id);

    Connection& connection_; ///< outlives us
};

} // namespace store
