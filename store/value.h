#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace store {

using Blob = std::vector<std::uint8_t>;

/// One field of a row, as it is bound and as it is read. Times are milliseconds, flags 0 and 1,
/// states words. Texts must be UTF-8 without NUL: both engines refuse anything else alike.
using Value = std::variant<std::monostate, std::int64_t, std::string, Blob>;
using Values = std::vector<Value>;

/// One row of an answer, by column number from 0. detail/fields.h reads it into our types.
class Row {
public:
    explicit Row(Values values) : values_(std::move(values)) {}

    std::size_t size() const noexcept { return values_.size(); }
    const Value& operator[](std::size_t column) const { return values_.at(column); }
    bool is_null(std::size_t column) const
    {
        return std::holds_alternative<std::monostate>(values_.at(column));
    }
    /// These throw StoreError where the column holds another kind of value.
    std::int64_t number(std::size_t column) const;
    const std::string& text(std::size_t column) const;
    const Blob& blob(std::size_t column) const;

private:
    Values values_;
};

using Rows = std::vector<Row>;

} // namespace store
