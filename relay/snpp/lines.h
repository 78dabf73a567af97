#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace relay::snpp {

/// Cuts a stream into lines, ended by LF or CR LF, both left out.
class Lines {
public:
    explicit Lines(std::size_t most) : most_(most) {}

    void take(std::string_view bytes) { held_.append(bytes); }
    /// Empty: none is whole yet.
    std::optional<std::string> next();
    /// More than the most is held without an end in sight.
    bool is_too_long() const;

private:
    std::size_t most_;
    std::string held_;
    std::size_t begin_ = 0; ///< of what was not given out yet
};

} // namespace relay::snpp
