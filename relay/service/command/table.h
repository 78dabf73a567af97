#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace relay::service::command {

/// `text` so that a terminal shows it and obeys nothing in it: control characters become '?', line
/// ends become blanks.
std::string printable(std::string_view text);
/// The same for a text of several lines: line ends stay.
std::string printable_lines(std::string_view text);

/// Rows in columns. All cells are made printable.
class Table {
public:
    explicit Table(std::vector<std::string> heading);

    void add(std::vector<std::string> row);
    bool empty() const { return rows_.size() == 1; }

    /// Columns under each other, each row behind `indent`.
    std::string aligned(std::string_view indent = {}) const;
    /// One tab between cells, without the heading: for programs.
    std::string tabbed() const;

private:
    std::vector<std::vector<std::string>> rows_; ///< the first is the heading
};

/// Is stdout a terminal? Otherwise lists come as tabbed lines.
bool is_for_people();

} // namespace relay::service::command
