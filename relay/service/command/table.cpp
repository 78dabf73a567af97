#include "relay/service/command/table.h"
#include <algorithm>
#include <unistd.h>

namespace relay::service::command {

namespace {

/// Columns that it takes on a terminal, were every character one wide.
std::size_t width(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

std::string cleaned(std::string_view text, bool keeps_lines)
{
    std::string clean;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const bool is_c1 =
            byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
        if (is_c1) {
            clean += '?'; // U+0080 to U+009F: control characters of eight bits
            ++i;
        } else if (byte == '\n' || byte == '\t') {
            clean += keeps_lines ? text[i] : ' ';
        } else if (byte != '\r') {
            clean += byte < 0x20 || byte == 0x7F ? '?' : text[i];
        }
    }
    return clean;
}

} // namespace

std::string printable(std::string_view text)
{
    return cleaned(text, false);
}

std::string printable_lines(std::string_view text)
{
    return cleaned(text, true);
}

Table::Table(std::vector<std::string> heading)
{
    rows_.push_back(std::move(heading));
}

void Table::add(std::vector<std::string> row)
{
    for (auto& cell : row)
        cell = printable(cell);
    row.resize(rows_.front().size());
    rows_.push_back(std::move(row));
}

std::string Table::aligned(std::string_view indent) const
{
    std::vector<std::size_t> widths(rows_.front().size());
    for (const auto& row : rows_) {
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], width(row[i]));
    }
    std::string all;
    for (const auto& row : rows_) {
        std::string line(indent);
        for (std::size_t i = 0; i < row.size(); ++i)
            line += row[i] + std::string(widths[i] - width(row[i]) + 2, ' ');
        line.erase(line.find_last_not_of(' ') + 1);
        all += line + "\n";
    }
    return all;
}

std::string Table::tabbed() const
{
    std::string all;
    for (auto row = rows_.begin() + 1; row != rows_.end(); ++row) {
        for (std::size_t i = 0; i < row->size(); ++i)
            all += (i == 0 ? "" : "\t") + (*row)[i];
        all += '\n';
    }
    return all;
}

bool is_for_people()
{
    return ::isatty(STDOUT_FILENO) == 1;
}

} // namespace relay::service::command
