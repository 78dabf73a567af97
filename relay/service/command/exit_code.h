#pragma once

namespace relay::service::command {

/// What a command tells the shell; the manual lists them. 75 is sysexits' EX_TEMPFAIL.
enum ExitCode : int {
    done = 0,
    failed = 1,
    wrong_usage = 2,
    not_found = 3,
    denied = 4,
    changed_meanwhile = 5,
    not_reached = 6,
    waited_in_vain = 7,
    try_again_later = 75
};

} // namespace relay::service::command
