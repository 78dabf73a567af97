#include "relay/smpp/pace.h"
#include <algorithm>

namespace relay::smpp {

namespace {

using namespace std::chrono_literals;
constexpr auto good_time = 10s;
constexpr double least = 0.2;
/// Where the rise ends, and the fall begins, when no rate is configured.
constexpr double unlimited = 100;

} // namespace

void Pace::sent(Moment now)
{
    const double top = wanted_ > 0 ? wanted_ : unlimited;
    while (current_ > 0 && current_ < top && now - good_since_ >= good_time) {
        good_since_ += good_time;
        current_ = std::min(top, current_ + top / 10);
    }
    if (wanted_ <= 0 && current_ >= top)
        current_ = 0;
    if (current_ <= 0)
        return;
    const std::chrono::duration<double> gap(1 / current_);
    next_ = std::max(next_, now) + std::chrono::duration_cast<Moment::duration>(gap);
}

void Pace::throttled(Moment now)
{
    good_since_ = now;
    const bool is_new = now >= next_ || next_ - now < pause_ / 2;
    if (!is_new)
        return; // one complaint per text of a window
    current_ = std::max(least, (current_ > 0 ? current_ : unlimited) / 2);
    next_ = now + pause_;
}

} // namespace relay::smpp
