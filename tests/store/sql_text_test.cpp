// The SQL of the store itself is looked at: SQLite numbers named placeholders by first use, so that
// `SELECT $2, $1` would be bound wrongly wherever somebody binds by position.
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

/// The strings of a C++ source, neighbours joined as the compiler joins them.
std::vector<std::string> string_literals(const std::string& source)
{
    std::vector<std::string> literals;
    bool joins = false;
    for (std::size_t at = 0; at < source.size(); ++at) {
        if (source.compare(at, 6, "R\"sql(") == 0) {
            const auto end = source.find(")sql\"", at);
            literals.push_back(source.substr(at + 6, end - at - 6));
            at = end + 4;
            joins = false;
        } else if (source.compare(at, 2, "//") == 0) {
            at = source.find('\n', at);
        } else if (source[at] == '"') {
            auto end = at + 1;
            while (source[end] != '"')
                end += source[end] == '\\' ? 2 : 1;
            const auto text = source.substr(at + 1, end - at - 1);
            if (joins)
                literals.back() += text;
            else
                literals.push_back(text);
            at = end;
            joins = true;
        } else if (std::isspace(static_cast<unsigned char>(source[at])) == 0) {
            joins = false;
        }
    }
    return literals;
}

/// Numbers of the placeholders in order of first use.
std::vector<int> placeholders(const std::string& sql)
{
    std::vector<int> found;
    for (auto at = sql.find('$'); at != std::string::npos; at = sql.find('$', at + 1)) {
        const int number = std::atoi(sql.c_str() + at + 1);
        if (number > 0 && std::find(found.begin(), found.end(), number) == found.end())
            found.push_back(number);
    }
    return found;
}

bool is_in_order(const std::vector<int>& numbers)
{
    for (std::size_t at = 1; at < numbers.size(); ++at) {
        if (numbers[at] != numbers[at - 1] + 1)
            return false;
    }
    return true;
}

std::string text_of(const fs::path& file)
{
    std::ifstream stream(file);
    return {std::istreambuf_iterator<char>(stream), {}};
}

} // namespace

TEST(SqlText, NumbersItsPlaceholdersInOrderOfFirstUse)
{
    int seen = 0;
    for (const auto& entry :
         fs::recursive_directory_iterator(fs::path(BELFRY_SOURCE_DIR) / "store")) {
        if (entry.path().extension() != ".cpp")
            continue;
        for (const auto& literal : string_literals(text_of(entry.path()))) {
            seen += literal.find('$') != std::string::npos ? 1 : 0;
            EXPECT_TRUE(is_in_order(placeholders(literal))) << entry.path() << ": " << literal;
        }
    }
    EXPECT_GT(seen, 80);
}

TEST(SqlText, ThatIsOutOfOrderWouldBeFound)
{
    const auto literals =
        string_literals("f(\"SELECT $2, \"\n  \"$1\"); // \"$9 $3\"\nR\"sql(A $1 $2 $1 $3)sql\"");

    ASSERT_EQ(literals.size(), 2U);
    EXPECT_FALSE(is_in_order(placeholders(literals[0])));
    EXPECT_TRUE(is_in_order(placeholders(literals[1])));
}
