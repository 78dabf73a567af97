#pragma once
#include "wctp/operation.h"
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

// What a house answers the corpus with, and what it must know for that.

namespace wctp_test {

/// A document of tests/data/wctp/corpus.
struct Expectation {
    std::string file;
    std::string verdict; ///< "Confirmation 200": the element of the answer and its code

    /// Of a real program or its template; the others are of our own making.
    bool is_real() const { return file.starts_with("real-"); }
    std::string document() const; ///< its bytes
};

/// All of them, in the order of expected.tsv. docs/wctp.md, "Corpus", says what is judged
/// otherwise.
std::vector<Expectation> expectations(bool strict);

/// Of an answer: its element and code. What carries no code, data, is a success.
std::string verdict_of(std::string_view answer);

/// The documents name times of a day: ours of the one, php-wctp's of the other.
constexpr auto time_of_ours = std::chrono::sys_days{std::chrono::year{2026} / 3 / 1} +
                              std::chrono::hours{14} + std::chrono::minutes{5} +
                              std::chrono::seconds{10};
constexpr auto time_of_real =
    std::chrono::sys_days{std::chrono::year{2023} / 3 / 28} + std::chrono::hours{23};

/// Whoever a request says it is from, and whomever it names; empty: nobody.
struct Named {
    std::string sender;
    std::vector<std::string> recipients;
};
Named named_in(const wctp::Operation& operation);

} // namespace wctp_test
