// What the stories borrow from the tests of single rooms.
#include "tests/peers/sipp.cpp"              // NOLINT(bugprone-suspicious-include)
#include "tests/peers/telephone_ear.cpp"     // NOLINT(bugprone-suspicious-include)
#include "tests/relay/http/framing_rows.cpp" // NOLINT(bugprone-suspicious-include)
#include "tests/relay/http/raw_client.cpp"   // NOLINT(bugprone-suspicious-include)
#include "tests/relay/intake/http_heads.cpp" // NOLINT(bugprone-suspicious-include)
