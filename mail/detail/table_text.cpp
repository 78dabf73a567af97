#include "mail/detail/table_text.h"

#include "mail/clean_text.h"
#include "mail/detail/ascii.h"

#include <algorithm>

namespace mail {
namespace {

constexpr std::string_view empty_cell = "–";

/// A line end inside of a cell is a blank. Two numbers are kept apart by more: "120 80" might be
/// one, and "120/80" a blood pressure.
std::string on_one_line(std::string_view text)
{
    std::string line;
    while (!text.empty()) {
        const auto part = trimmed_text(ascii::cut_before(text, '\n'));
        if (part.empty())
            continue;
        const bool are_numbers =
            !line.empty() && ascii::is_digit(line.back()) && ascii::is_digit(part.front());
        line += line.empty() ? "" : are_numbers ? "; " : " ";
        line += part;
    }
    return line;
}

} // namespace

void TableText::start_table()
{
    if (!tables_.empty())
        tables_.back().holds_table = true;
    tables_.emplace_back();
}

void TableText::end_table()
{
    end_row();
    if (!tables_.empty())
        tables_.pop_back();
}

void TableText::start_row()
{
    end_row();
    if (tables_.empty())
        return;
    tables_.back().is_in_row = true;
    tables_.back().holds_table = false;
}

void TableText::end_row()
{
    end_cell();
    if (tables_.empty() || !tables_.back().is_in_row)
        return;
    auto& table = tables_.back();
    if (!table.holds_table && has_columns(table) && !has_text_outside(table)) {
        writer_.rewrite(table.cells.front().start, line_of(table), table.has_columns);
        table.has_columns = true;
    }
    table.is_in_row = false;
    table.cells.clear();
}

void TableText::start_cell()
{
    end_cell();
    writer_.want_blank();
    if (tables_.empty())
        return;
    if (!tables_.back().is_in_row)
        start_row();
    tables_.back().is_in_cell = true;
    tables_.back().cells.push_back({writer_.size(), writer_.size()});
}

void TableText::end_cell()
{
    if (tables_.empty() || !tables_.back().is_in_cell)
        return;
    tables_.back().is_in_cell = false;
    tables_.back().cells.back().end = writer_.size();
}

/// Browsers show it in front of the table; here it stays where it stands, and so does its row.
bool TableText::has_text_outside(const Table& table) const
{
    for (std::size_t at = 0; at < table.cells.size(); ++at) {
        const auto from = table.cells[at].end;
        const auto to = at + 1 < table.cells.size() ? table.cells[at + 1].start : writer_.size();
        if (!trimmed_text(writer_.since(from).substr(0, to - from)).empty())
            return true;
    }
    return false;
}

/// Its row, or one above it.
bool TableText::has_columns(const Table& table) const
{
    const auto with_text = std::count_if(table.cells.begin(), table.cells.end(),
                                         [&](auto cell) { return !text_of(cell).empty(); });
    return with_text > 1 || (table.has_columns && !table.cells.empty());
}

std::string TableText::line_of(const Table& table) const
{
    std::string line;
    std::size_t empty = 0;
    for (const auto& cell : table.cells) {
        const auto text = text_of(cell);
        if (text.empty()) {
            ++empty;
            continue;
        }
        for (; empty > 0; --empty)
            line += (line.empty() ? "" : " | ") + std::string(empty_cell);
        line += (line.empty() ? "" : " | ") + text;
    }
    return line;
}

std::string TableText::text_of(const Cell& cell) const
{
    return on_one_line(writer_.since(cell.start).substr(0, cell.end - cell.start));
}

} // namespace mail
