#pragma once

namespace relay::phone {

/// `belfry voice`: orders from `input`, news to `output`, until `input` ends or a signal comes
/// (SIGTERM, SIGINT); then every call is ended. The exit status: 0, or 1 where the peer could not
/// be understood or the trunk not be used.
int run_voice(int input, int output);

} // namespace relay::phone
