#pragma once
#include "mail/reply.h"
#include "mail/result.h"

#include <optional>
#include <string>
#include <string_view>

namespace mail {

/// Reads the replies of a server we do not trust: lines of at most 2 kB, at most 100 of
/// them per reply, codes 200 to 599, the same code on every line.
class ReplyReader {
public:
    static constexpr std::size_t max_line_bytes = 2048;
    static constexpr std::size_t max_lines = 100;

    void feed(std::string_view bytes) { input_.append(bytes); }

    /// Empty: not complete yet. An error is final, the conversation cannot be understood.
    Result<std::optional<Reply>> next();

    bool has_input() const noexcept { return !input_.empty(); }

private:
    Result<bool> take_line(std::string_view line);

    std::string input_;
    Reply reply_;
    std::size_t lines_ = 0;
};

} // namespace mail
