#pragma once
// The other way in for mail that comes back: a mailbox that somebody else's server keeps.
#include "relay/channels/settings.h"
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace relay::channels {

/// How far a mailbox was read.
struct MailboxMark {
    std::uint32_t validity = 0; ///< other than the folder's: uids begin anew
    std::uint32_t last_uid = 0;
    bool operator==(const MailboxMark&) const = default;
};

enum class MailHeard {
    Taken,
    PutAside, ///< it is not for us; a person may look at it
    NotNow    ///< nothing could be written: again, later
};

/// Who reads what lies in a mailbox. On the mailbox's thread; may throw store errors, which count
/// as NotNow.
class MailboxEars {
public:
    virtual ~MailboxEars() = default;
    /// Answers after the commit.
    virtual MailHeard hear_mail(std::string_view message) = 0;
    virtual MailboxMark mark() = 0;
    virtual void save(const MailboxMark& mark) = 0;
};

/// When it is tried again after so many refused logins in a row: each `poll`, but twice as long
/// after each of them, up to ten minutes: it may be a fault that passes. Servers lock who tries a
/// wrong password for ever.
std::chrono::milliseconds pause_after(std::chrono::milliseconds poll, int refused_logins);

/// Looks into the mailbox by IMAP, at once and then whenever the server says that something came
/// (IDLE) and each `poll` besides, in a thread of its own. A mail is heard before it is marked as
/// seen and filed away; it may be heard twice when the machine fails between the two.
class MailboxReader {
public:
    using Report = std::function<void(bool is_up, std::string_view why)>;

    /// Reads the password file. The errors: everything that is wrong with the settings. `ears`
    /// outlive it. `report`, on its thread: the session came up, or why it is down.
    static tl::expected<std::unique_ptr<MailboxReader>, std::vector<SettingsError>>
    make(const MailboxSettings& settings, MailboxEars& ears, Report report);

    virtual ~MailboxReader() = default; ///< stop()
    virtual void start() = 0;
    virtual void stop() = 0; ///< returns when `ears` will hear nothing any more
};

} // namespace relay::channels
