#include "relay/engine/shift_reminders.h"
#include "relay/core/shift_reminder.h"
#include "relay/engine/commit.h"
#include "store/schedule_repository.h"

namespace relay::engine {
namespace {

using namespace std::chrono_literals;

constexpr store::Millis look_again = 1min;
constexpr store::Millis of_use = 1h; ///< after the shift's begin
constexpr store::Millis remembered = 24h * 2;

void tell(const House& house, store::Connection& connection, const store::Directory& people,
          const core::ComingShift& shift)
{
    const auto* contact = people.contact(shift.contact);
    const auto* schedule = people.schedule(shift.schedule);
    if (contact == nullptr || schedule == nullptr ||
        !store::ScheduleRepository(connection).tell(shift.schedule, shift.contact, shift.begins))
        return;
    const auto text = core::shift_text(*schedule, *house.rules.zones, shift);
    Commit(connection, house)
        .tell_apart(*contact, {text, schedule->name + ". " + text}, shift.begins + of_use);
}

} // namespace

bool ShiftReminders::look()
{
    const auto now = house_.now();
    if (house_.rules.shift_reminder == store::Millis{0} ||
        (now < next_ && next_ <= now + look_again)) // else the clock was set back
        return false;
    // One that was made to begin between two looks is seen by the second.
    const auto since = now - look_again - 1s;
    next_ = now + look_again;
    const auto people = house_.people();
    const auto coming =
        core::coming_shifts(*people, *house_.rules.zones, since, now, house_.rules.shift_reminder);
    if (coming.empty())
        return false;
    house_.writer.run([&](store::Connection& connection) {
        for (const auto& shift : coming)
            tell(house_, connection, *people, shift);
        store::ScheduleRepository(connection).prune_told(now - remembered);
    });
    return true;
}

} // namespace relay::engine
