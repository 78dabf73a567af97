#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace mail {

/// Collapses blanks as a browser does and remembers which line ends are due.
class TextWriter {
public:
    void add(std::string_view text);

    /// As it stands, line ends and blanks included.
    void add_verbatim(std::string_view text);

    /// The next text starts on a new line, with `empty_lines` before it.
    void start_line(std::size_t empty_lines = 0);
    void break_line();
    void want_blank() { blank_ = true; }

    /// Where the next text will stand, with the line ends before it.
    std::size_t size() const noexcept { return text_.size(); }
    std::string_view since(std::size_t start) const;

    /// `text` before what stands from `start` on, behind its line ends.
    void insert(std::size_t start, std::string_view text);
    /// Right behind the last text, whatever is due.
    void append(std::string_view text) { text_ += text; }
    /// What stands from `start` on becomes `line`, and a line end is due. The line ends there stay;
    /// with `right_below` it is one.
    void rewrite(std::size_t start, std::string_view line, bool right_below);

    std::string finish() { return std::move(text_); }

private:
    static constexpr std::size_t most_lines = 3;

    void put(char c);
    std::size_t behind_line_ends(std::size_t start) const;

    std::string text_;
    std::string indent_; ///< blanks of verbatim text that no text has followed yet
    std::size_t lines_ = 0;
    bool blank_ = false;
    bool has_text_ = false;
};

} // namespace mail
