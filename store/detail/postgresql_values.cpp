#include "store/detail/postgresql_values.h"
#include "store/detail/utf8.h"
#include "store/error.h"

namespace store::detail {
namespace {

// The server's pg_type.dat; these numbers are part of its protocol.
constexpr Oid bytea_oid = 17;
constexpr Oid name_oid = 19;
constexpr Oid int8_oid = 20;
constexpr Oid int2_oid = 21;
constexpr Oid int4_oid = 23;
constexpr Oid text_oid = 25;
constexpr Oid varchar_oid = 1043;
constexpr Oid void_oid = 2278;

/// Big-endian, two's complement, 2, 4 or 8 bytes.
std::int64_t number(const char* bytes, int length)
{
    const bool negative = (static_cast<std::uint8_t>(bytes[0]) & 0x80U) != 0;
    std::uint64_t value = negative ? ~std::uint64_t{0} : 0;
    for (int at = 0; at < length; ++at)
        value = (value << 8U) | static_cast<std::uint8_t>(bytes[at]);
    return static_cast<std::int64_t>(value);
}

Value field(const PGresult* result, int row, int column)
{
    if (PQgetisnull(result, row, column) != 0)
        return std::monostate{};
    const char* bytes = PQgetvalue(result, row, column);
    const auto length = PQgetlength(result, row, column);
    switch (PQftype(result, column)) {
    case int2_oid:
    case int4_oid:
    case int8_oid:
        return number(bytes, length);
    case text_oid:
    case varchar_oid:
    case name_oid:
        return std::string(bytes, static_cast<std::size_t>(length));
    case bytea_oid:
        return Blob(bytes, bytes + length);
    case void_oid:
        return std::monostate{};
    default:
        throw StoreError("an answer has a column of type " +
                         std::to_string(PQftype(result, column)) +
                         ": cast it to bigint, text or bytea in the SQL");
    }
}

} // namespace

PostgreSqlParameters::PostgreSqlParameters(std::span<const Value> values)
{
    numbers_.reserve(values.size()); // pointers into it stay good
    for (const auto& value : values) {
        const char* pointer = nullptr;
        std::size_t length = 0;
        int format = 0;
        if (const auto* integer = std::get_if<std::int64_t>(&value)) {
            pointer = numbers_.emplace_back(std::to_string(*integer)).c_str();
        } else if (const auto* text = std::get_if<std::string>(&value)) {
            if (!is_storable_text(*text))
                throw StoreError("a text to be stored is not UTF-8, or holds a NUL");
            pointer = text->c_str();
        } else if (const auto* blob = std::get_if<Blob>(&value)) {
            // A null pointer would be NULL, not an empty blob.
            pointer = blob->empty() ? "" : reinterpret_cast<const char*>(blob->data());
            length = blob->size();
            format = 1;
        }
        pointers_.push_back(pointer);
        lengths_.push_back(static_cast<int>(length));
        formats_.push_back(format);
    }
}

Row postgresql_row(const PGresult* result, int row)
{
    const int columns = PQnfields(result);
    Values values;
    values.reserve(static_cast<std::size_t>(columns));
    for (int column = 0; column < columns; ++column)
        values.push_back(field(result, row, column));
    return Row(std::move(values));
}

} // namespace store::detail
