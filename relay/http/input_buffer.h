#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace relay::http {

/// What the peer sent and nobody has consumed yet, as lines or as plain bytes.
///
/// A line ends with CR LF and with nothing else; bare CR, bare LF, NUL and the other control
/// characters but TAB make it malformed at once, also before its end is here. Each byte is looked
/// at once, however small the pieces are in which it comes.
class InputBuffer {
public:
    void append(std::string_view bytes);

    enum class LineEnd { Missing, Found, Malformed };
    struct Line {
        LineEnd end;
        std::string_view text; ///< without CR LF; Missing: what is there. Until the next append()
    };

    /// Consumes the line if it is whole.
    Line line();

    std::size_t size() const noexcept { return input_.size() - taken_; }
    std::string_view rest() const noexcept { return std::string_view(input_).substr(taken_); }
    void consume(std::size_t count);

private:
    std::string input_;
    std::size_t taken_ = 0;   ///< consumed
    std::size_t checked_ = 0; ///< of the present line; counted from the start of input_
};

} // namespace relay::http
