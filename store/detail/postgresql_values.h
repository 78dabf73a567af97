#pragma once
#include "store/value.h"
#include <libpq-fe.h>
#include <span>
#include <string>
#include <vector>

namespace store::detail {

/// Values as libpq wants them: texts and numbers as text, blobs as bytes. The values must outlive
/// it. Throws StoreError for a text that is not storable.
class PostgreSqlParameters {
public:
    explicit PostgreSqlParameters(std::span<const Value> values);

    int count() const noexcept { return static_cast<int>(pointers_.size()); }
    const char* const* pointers() const noexcept { return pointers_.data(); }
    const int* lengths() const noexcept { return lengths_.data(); }
    const int* formats() const noexcept { return formats_.data(); }

private:
    std::vector<std::string> numbers_;
    std::vector<const char*> pointers_;
    std::vector<int> lengths_;
    std::vector<int> formats_;
};

/// A row of an answer in binary format. Throws StoreError for a column type we never use.
Row postgresql_row(const PGresult* result, int row);

} // namespace store::detail
