#include "packaging/demo/maildir.h"
#include <chrono>
#include <fstream>
#include <stdexcept>
#include <unistd.h>

namespace demo {

namespace {

std::string with_unix_line_ends(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool line_end = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
        if (!line_end)
            out += text[i];
    }
    return out;
}

} // namespace

Maildir::Maildir(std::filesystem::path folder) : folder_(std::move(folder))
{
    for (const char* part : {"tmp", "new", "cur"})
        std::filesystem::create_directories(folder_ / part);
}

std::string Maildir::deliver(std::string_view sender, std::string_view recipients,
                             std::string_view message)
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
    // Padded, so that the names are in the order of time.
    const auto part = std::to_string(1'000'000 + micros % 1'000'000).substr(1);
    const std::string name = std::to_string(micros / 1'000'000) + ".M" + part + "P" +
                             std::to_string(getpid()) + "Q" + std::to_string(++count_) + ".demo";
    std::ofstream file(folder_ / "tmp" / name, std::ios::binary);
    file << "Return-Path: <" << sender << ">\nDelivered-To: " << recipients << '\n'
         << with_unix_line_ends(message);
    file.close();
    if (!file)
        throw std::runtime_error("cannot write into " + (folder_ / "tmp").string());
    std::filesystem::rename(folder_ / "tmp" / name, folder_ / "new" / name);
    return name;
}

} // namespace demo
