#pragma once
#include "store/model/instant.h"
#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

// The clocks of places. Nothing is read here: whoever may open files makes the values
// (relay/service/zone_files).

namespace relay::core {

using Local = std::chrono::local_time<store::Millis>;

/// How far a place's clock is ahead of UTC, and when that changes.
class TimeZone {
public:
    struct Change {
        store::Instant at{};
        std::chrono::seconds offset{0}; ///< from then on
        bool operator==(const Change&) const = default;
    };

    /// UTC.
    TimeZone() = default;
    /// `first`: before any change. `changes` are in order of time, no two at the same instant.
    TimeZone(std::chrono::seconds first, std::vector<Change> changes);

    std::chrono::seconds offset(store::Instant at) const;
    Local local(store::Instant at) const { return Local{(at + offset(at)).time_since_epoch()}; }

    /// When the clock there shows it: the first time where it does so twice, and where it is
    /// skipped the instant of the skip. So what is later on the clock is never earlier in truth,
    /// and spans that meet on the clock meet in truth.
    store::Instant instant(Local shown) const;

    bool operator==(const TimeZone&) const = default;

private:
    std::chrono::seconds first_{0};
    std::vector<Change> changes_;
};

/// The zones that this machine knows, by IANA name. UTC is always among them.
class TimeZones {
public:
    TimeZones() { zones_.emplace("UTC", TimeZone()); }

    void add(std::string name, TimeZone zone) { zones_.insert_or_assign(std::move(name), zone); }
    /// An empty name is UTC. Null: unknown here.
    const TimeZone* find(std::string_view name) const;
    std::size_t size() const noexcept { return zones_.size(); }

private:
    std::map<std::string, TimeZone, std::less<>> zones_;
};

} // namespace relay::core
