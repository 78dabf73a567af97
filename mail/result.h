#pragma once
#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace mail {

/// Why something was refused: `code` is a fixed word for programs and tests,
/// `detail` a sentence for people. Neither repeats what a peer sent unfiltered.
struct Error {
    std::string code;
    std::string detail;
    friend bool operator==(const Error&, const Error&) = default;
};

template <typename T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(std::string code, std::string detail)
{
    return tl::unexpected<Error>(Error{std::move(code), std::move(detail)});
}

} // namespace mail
