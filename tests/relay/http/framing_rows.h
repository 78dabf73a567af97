#pragma once
#include <string>
#include <vector>

namespace relay::test {

/// One row of area "http" of the table of bad inputs.
struct FramingRow {
    std::string id;
    std::string given;
    std::vector<int> expected; ///< any of these as first answer; 0: closed without one
};

/// "Host: a" and its line end; the server under test must answer to the name A.
extern const std::string host;
/// The head of a POST up to and with Host.
extern const std::string post;
/// A request that must never be answered when it stands behind a refused one.
extern const std::string smuggled;

std::string get(const std::string& path);

/// Each is refused with one of its statuses, closes the connection, and hides nothing behind it.
std::vector<FramingRow> refused_rows();

} // namespace relay::test
