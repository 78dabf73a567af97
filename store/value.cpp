#include "store/value.h"
#include "store/error.h"

namespace store {
namespace {

template <class T>
const T& as(const Values& values, std::size_t column, const char* wanted)
{
    const auto* value = std::get_if<T>(&values.at(column));
    if (value == nullptr)
        throw StoreError("column " + std::to_string(column) + " of the answer is not a " + wanted +
                         ": the row is damaged or the schema is another");
    return *value;
}

} // namespace

std::int64_t Row::number(std::size_t column) const
{
    return as<std::int64_t>(values_, column, "number");
}

const std::string& Row::text(std::size_t column) const
{
    return as<std::string>(values_, column, "text");
}

const Blob& Row::blob(std::size_t column) const
{
    return as<Blob>(values_, column, "blob");
}

} // namespace store
