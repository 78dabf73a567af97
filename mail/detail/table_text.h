#pragma once
// Tables of HTML as lines. A row is written as it comes, and written anew at its end where it turns
// out to have columns: a table of values is told from one that only arranges a page by that.
#include "mail/detail/text_writer.h"

#include <cstddef>
#include <vector>

namespace mail {

class TableText {
public:
    explicit TableText(TextWriter& writer) : writer_(writer) {}

    void start_table();
    void end_table();
    void start_row();
    void end_row();
    void start_cell();
    void end_cell();

private:
    struct Cell {
        std::size_t start = 0;
        std::size_t end = 0;
    };
    struct Table {
        bool has_columns = false; ///< a row had two cells with text
        bool is_in_row = false;
        bool is_in_cell = false;
        bool holds_table =
            false;               ///< in its row; of a row with tables in it nothing is written anew
        std::vector<Cell> cells; ///< of its row
    };

    bool has_text_outside(const Table& table) const;
    bool has_columns(const Table& table) const;
    std::string line_of(const Table& table) const;
    std::string text_of(const Cell& cell) const;

    TextWriter& writer_; ///< outlives us
    std::vector<Table> tables_;
};

} // namespace mail
