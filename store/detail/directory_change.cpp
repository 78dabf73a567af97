#include "store/detail/directory_change.h"

namespace store::detail {

void raise_directory_version(Connection& connection)
{
    connection.execute("UPDATE directory_version SET version = version + 1 WHERE id = 1");
}

} // namespace store::detail
