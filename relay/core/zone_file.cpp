#include "relay/core/zone_file.h"
#include "relay/core/zone_rule.h"
#include <cstdint>

namespace relay::core {
namespace {

using std::chrono::seconds;

/// Reads big-endian numbers off the front; what reaches beyond the end is 0 and remembered.
class Octets {
public:
    explicit Octets(std::string_view bytes) : rest_(bytes) {}

    std::int64_t number(std::size_t octets)
    {
        const auto part = cut(octets);
        if (part.size() != octets || octets == 0)
            return 0;
        auto value = static_cast<std::int64_t>(static_cast<signed char>(part[0]));
        for (const char octet : part.substr(1))
            value = value * 256 + static_cast<unsigned char>(octet);
        return value;
    }
    std::string_view cut(std::size_t octets)
    {
        if (octets > rest_.size()) {
            is_short_ = true;
            octets = rest_.size();
        }
        const auto part = rest_.substr(0, octets);
        rest_.remove_prefix(octets);
        return part;
    }
    std::string_view rest() const { return rest_; }
    bool is_short() const { return is_short_; }

private:
    std::string_view rest_;
    bool is_short_ = false;
};

/// RFC 9636 3.1
struct Header {
    char version = 0;
    std::size_t utc_marks = 0;
    std::size_t standard_marks = 0;
    std::size_t leaps = 0;
    std::size_t times = 0;
    std::size_t types = 0;
    std::size_t letters = 0;

    std::size_t body(std::size_t time_octets) const
    {
        return times * (time_octets + 1) + types * 6 + letters + leaps * (time_octets + 4) +
               standard_marks + utc_marks;
    }
};

std::optional<Header> header_of(Octets& octets)
{
    constexpr std::int64_t most = 100'000;
    if (octets.cut(4) != "TZif")
        return std::nullopt;
    Header header;
    header.version = static_cast<char>(octets.number(1));
    octets.cut(15);
    for (auto* count : {&header.utc_marks, &header.standard_marks, &header.leaps, &header.times,
                        &header.types, &header.letters}) {
        const auto number = octets.number(4);
        if (number < 0 || number > most)
            return std::nullopt;
        *count = static_cast<std::size_t>(number);
    }
    return octets.is_short() ? std::nullopt : std::optional(header);
}

struct Body {
    seconds first{0};
    std::vector<TimeZone::Change> changes;
};

std::optional<Body> body_of(Octets& octets, const Header& header, std::size_t time_octets)
{
    std::vector<std::int64_t> times(header.times);
    for (auto& time : times)
        time = octets.number(time_octets);
    std::vector<std::size_t> kinds(header.times);
    for (auto& kind : kinds)
        kind = static_cast<unsigned char>(octets.number(1));
    std::vector<seconds> offsets(header.types);
    for (auto& offset : offsets) {
        offset = seconds{octets.number(4)};
        octets.cut(2);
    }
    octets.cut(header.letters + header.standard_marks + header.utc_marks);
    if (octets.is_short() || offsets.empty() || header.leaps != 0)
        return std::nullopt;
    Body body{offsets[0], {}};
    // Some writers begin with the Big Bang, which no instant reaches.
    constexpr std::int64_t earliest = -10'000'000'000;
    for (std::size_t at = 0; at < times.size(); ++at) {
        if (kinds[at] >= offsets.size() || (at > 0 && times[at] <= times[at - 1]))
            return std::nullopt;
        const auto when = std::max(times[at], earliest);
        if (body.changes.empty() || body.changes.back().at < store::Instant{seconds{when}})
            body.changes.push_back({store::Instant{seconds{when}}, offsets[kinds[at]]});
    }
    return body;
}

} // namespace

std::optional<TimeZone> read_zone_file(std::string_view bytes)
{
    Octets octets(bytes);
    auto header = header_of(octets);
    if (!header)
        return std::nullopt;
    const bool is_wide = header->version >= '2';
    if (is_wide) { // the first block repeats what the second says better
        octets.cut(header->body(4));
        header = header_of(octets);
        if (!header)
            return std::nullopt;
    }
    auto body = body_of(octets, *header, is_wide ? 8 : 4);
    if (!body)
        return std::nullopt;
    auto footer = octets.rest();
    if (is_wide && footer.size() > 2 && footer.front() == '\n') {
        footer = footer.substr(1, footer.find('\n', 1) - 1);
        if (!follow_rule(footer, body->changes))
            return std::nullopt;
    }
    return TimeZone(body->first, std::move(body->changes));
}

} // namespace relay::core
