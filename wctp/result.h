#pragma once
#include "wctp/error_code.h"
#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace wctp {

/// Why something was refused: the code travels to the peer, `detail` is one sentence for people.
/// Neither repeats what a peer sent unfiltered.
struct Error {
    Code code = Code::CannotParse;
    std::string detail;
    friend bool operator==(const Error&, const Error&) = default;
};

template <typename T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(Code code, std::string detail)
{
    return tl::unexpected<Error>(Error{code, std::move(detail)});
}

} // namespace wctp
