#include "tests/wctp/corpus.h"
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace wctp_test {

std::string data_file(std::string_view name)
{
    std::ifstream file(std::string(BELFRY_SOURCE_DIR "/tests/data/wctp/") + std::string(name),
                       std::ios::binary);
    if (!file)
        throw std::runtime_error("no test data " + std::string(name));
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::vector<std::string>> table(std::string_view name)
{
    return rows_of(std::string(BELFRY_SOURCE_DIR "/tests/data/wctp/") + std::string(name));
}

std::vector<std::vector<std::string>> rows_of(const std::string& file)
{
    std::ifstream lines(file);
    if (!lines)
        throw std::runtime_error("no table " + file);
    std::vector<std::vector<std::string>> rows;
    std::string line;
    std::getline(lines, line); // the heading
    while (std::getline(lines, line)) {
        std::istringstream cells(line);
        std::vector<std::string> row;
        for (std::string cell; std::getline(cells, cell, '\t');)
            row.push_back(cell);
        rows.push_back(std::move(row));
    }
    return rows;
}

std::string operation(std::string_view content, std::string_view version)
{
    return "<?xml version=\"1.0\"?><wctp-Operation wctpVersion=\"" + std::string(version) + "\">" +
           std::string(content) + "</wctp-Operation>";
}

std::string submit_request(std::string_view payload, std::string_view control)
{
    return operation(
        R"(<wctp-SubmitRequest><wctp-SubmitHeader submitTimestamp="2026-03-01T14:05:09">)"
        R"(<wctp-Originator senderID="nurse.call" securityCode="s3cret"/>)"
        "<wctp-MessageControl " +
        std::string(control) +
        R"(/><wctp-Recipient recipientID="5551230001"/></wctp-SubmitHeader><wctp-Payload>)" +
        std::string(payload) + "</wctp-Payload></wctp-SubmitRequest>");
}

} // namespace wctp_test
