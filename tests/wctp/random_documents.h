#pragma once
#include "tests/wctp/dice.h"
#include "wctp/operation.h"
#include <string>

namespace wctp_test {

/// An operation of that kind with values by chance, all of which the strict profile takes.
wctp::Operation random_operation(wctp::Kind kind, Dice& dice);

/// wctp-IHEPCDACM as the writer spells it.
std::string random_alert(Dice& dice);

/// What is left of an operation once it went out in that version and came in again.
wctp::Operation as_said_in(wctp::Version version, wctp::Operation operation);

/// Does the grammar of that version have it? Others are written all the same, since nobody asks for
/// them.
bool has(wctp::Version version, const wctp::Operation& operation);

} // namespace wctp_test
