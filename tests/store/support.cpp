// The store's tests link the store and nothing above it, so they compile these two themselves.
#include "tests/support/fresh_database.cpp"  // NOLINT(bugprone-suspicious-include)
#include "tests/support/postgres_server.cpp" // NOLINT(bugprone-suspicious-include)
