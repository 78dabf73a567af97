#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <variant>
#include <vector>

namespace relay::api {

struct JsonMember;

/// A JSON value as it stood there.
struct Json {
    using Array = std::vector<Json>;
    using Object = std::vector<JsonMember>; ///< in the order of the text, no name twice

    std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, Array, Object> value =
        nullptr;

    bool is_null() const { return std::holds_alternative<std::nullptr_t>(value); }
};

struct JsonMember {
    std::string name;
    Json value;
};

/// One JSON text, RFC 8259. Refused with one sentence that quotes nothing: what is no JSON or no
/// UTF-8, a byte order mark, nesting over 64 levels, a name twice or over 1000 names in an object,
/// NUL (written as an escape too), a lone surrogate, an integer that does not fit 64 bits.
tl::expected<Json, std::string> read_json(std::string_view text);

} // namespace relay::api
