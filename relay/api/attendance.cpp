#include "relay/api/attendance.h"
#include "store/device_repository.h"

namespace relay::api {
namespace {

using namespace std::chrono_literals;

constexpr store::Millis between_notes = 20s;
constexpr std::size_t most_noted = 100'000;

} // namespace

void Attendance::seen(const store::Token& token)
{
    const auto now = house_.now();
    if (!is_news(token.id, now))
        return;
    store::WriteJob job;
    job.kind = store::WriteJob::Kind::Lazy;
    job.work = [&house = house_, id = token.id, now](store::Connection& connection) {
        store::DeviceRepository(connection, house.vault).seen(id, now);
    };
    house_.writer.submit(std::move(job)); // that nobody learns whether it was kept is no loss
}

bool Attendance::is_news(store::TokenId token, store::Instant now)
{
    const std::lock_guard lock(mutex_);
    if (noted_.size() >= most_noted)
        noted_.clear();
    const auto [place, is_first] = noted_.try_emplace(token, now);
    if (is_first)
        return true;
    const auto since = now - place->second;
    if (since >= store::Millis{0} && since < between_notes)
        return false;
    place->second = now;
    return true;
}

} // namespace relay::api
