#include "relay/sendmail/dead_letter.h"
#include "mail/composer.h"
#include <algorithm>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace relay::sendmail {
namespace {

/// RFC 4155: "Thu Jan  1 00:00:00 1970", from "Thu, 01 Jan 1970 00:00:00 +0000".
std::string mbox_date(std::chrono::sys_seconds now)
{
    const auto date = mail::write_date(now);
    const auto day = date[5] == '0' ? " " + date.substr(6, 1) : date.substr(5, 2);
    return date.substr(0, 3) + " " + date.substr(8, 3) + " " + day + " " + date.substr(17, 8) +
           " " + date.substr(12, 4);
}

} // namespace

std::string mbox_entry(std::string_view message, std::string_view sender,
                       std::chrono::sys_seconds now)
{
    std::string entry = "From " + std::string(sender.empty() ? "MAILER-DAEMON" : sender) + " " +
                        mbox_date(now) + "\n";
    while (!message.empty()) {
        const auto end = std::min(message.find('\n'), message.size());
        auto line = message.substr(0, end);
        message.remove_prefix(std::min(end + 1, message.size()));
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        const auto marks = std::min(line.find_first_not_of('>'), line.size());
        if (line.substr(marks).starts_with("From "))
            entry += '>';
        entry += std::string(line) + "\n";
    }
    return entry + "\n";
}

bool keep(const std::filesystem::path& file, std::string_view entry)
{
    const int descriptor = ::open(
        file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (descriptor < 0)
        return false;
    bool is_kept = ::flock(descriptor, LOCK_EX) == 0;
    while (is_kept && !entry.empty()) {
        const auto written = ::write(descriptor, entry.data(), entry.size());
        is_kept = written > 0;
        entry.remove_prefix(is_kept ? static_cast<std::size_t>(written) : 0);
    }
    is_kept = is_kept && ::fsync(descriptor) == 0;
    return ::close(descriptor) == 0 && is_kept;
}

} // namespace relay::sendmail
