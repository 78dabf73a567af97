#pragma once
#include <filesystem>
#include <string>
#include <string_view>

namespace demo {

/// A mailbox that any mail program and any `cat` can read: one file per mail in new/.
class Maildir {
public:
    /// Makes the folders. Throws std::filesystem::filesystem_error.
    explicit Maildir(std::filesystem::path folder);

    /// `message` has CR LF line ends. Returns the file's name. Throws std::runtime_error.
    std::string deliver(std::string_view sender, std::string_view recipients,
                        std::string_view message);

private:
    std::filesystem::path folder_;
    unsigned long count_ = 0;
};

} // namespace demo
