#include "relay/channels/mailbox_reader.h"
#include "relay/channels/imap_connection.h"
#include "relay/channels/secret.h"
#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace relay::channels {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_mail_bytes = 10 * 1024 * 1024;

std::string quoted(const std::string& folder)
{
    return mail::imap_quoted(folder).value();
}

/// One session: selects the folder, reads what is new in it, files it away.
class Visit {
public:
    Visit(ImapConnection& connection, const MailboxSettings& settings, MailboxEars& ears)
        : connection_(connection), settings_(settings), ears_(ears)
    {
    }

    /// Empty: it is open; else why not.
    std::string open()
    {
        const auto offers = connection_.ask("CAPABILITY");
        if (!offers)
            return "the connection was lost";
        can_move_ = mail::imap_offers(*offers, "MOVE");
        can_expunge_one_ = mail::imap_offers(*offers, "UIDPLUS");
        can_idle_ = mail::imap_offers(*offers, "IDLE");
        for (const auto* folder : {&settings_.done_folder, &settings_.aside_folder})
            if (!connection_.ask("CREATE " + quoted(*folder))) // NO: it is there
                return "the connection was lost";
        const auto selected = connection_.ask("SELECT " + quoted(settings_.folder));
        const auto folder = selected ? mail::imap_folder(*selected) : std::nullopt;
        if (!folder || !selected->is_ok)
            return "the folder " + settings_.folder + " cannot be opened";
        mark_ = ears_.mark();
        if (mark_.validity != folder->validity)
            mark_ = {folder->validity, 0};
        return {};
    }

    bool can_idle() const { return can_idle_; }

    /// False: the connection is lost, or nothing can be written now.
    bool read_new(const std::stop_token& stop)
    {
        connection_.forget_mail();
        const auto found =
            connection_.ask("UID SEARCH UID " + std::to_string(mark_.last_uid + 1) + ":*");
        if (!found)
            return false;
        for (const auto uid : mail::imap_uids(*found)) {
            // "*" is the last mail, also when that was read before.
            if (uid > mark_.last_uid && !stop.stop_requested() && !read(uid))
                return false;
        }
        return true;
    }

private:
    bool read(std::uint32_t uid)
    {
        const auto id = std::to_string(uid);
        const auto sized = connection_.ask("UID FETCH " + id + " (RFC822.SIZE)");
        if (!sized)
            return false;
        const auto size = mail::imap_size(*sized, uid);
        auto heard = MailHeard::PutAside;
        if (size && *size <= most_mail_bytes) {
            const auto fetched = connection_.ask("UID FETCH " + id + " (BODY.PEEK[])");
            const auto message = fetched ? mail::imap_message(*fetched, uid) : std::nullopt;
            if (!fetched)
                return false;
            heard = message ? ears_.hear_mail(*message) : MailHeard::PutAside;
        }
        if (heard == MailHeard::NotNow)
            return false;
        mark_.last_uid = uid;
        ears_.save(mark_);
        return file(id, heard == MailHeard::Taken ? settings_.done_folder : settings_.aside_folder);
    }

    /// What cannot be filed away stays where it is, and is not read again.
    bool file(const std::string& uid, const std::string& folder)
    {
        if (!connection_.ask("UID STORE " + uid + " +FLAGS.SILENT (\\Seen)"))
            return false;
        if (can_move_)
            return connection_.ask("UID MOVE " + uid + " " + quoted(folder)).has_value();
        const auto copied = connection_.ask("UID COPY " + uid + " " + quoted(folder));
        if (!copied || !copied->is_ok)
            return copied.has_value();
        if (!connection_.ask("UID STORE " + uid + " +FLAGS.SILENT (\\Deleted)"))
            return false;
        // RFC 4315 2.1: without it everything would go that anybody has marked. It stays marked.
        return !can_expunge_one_ || connection_.ask("UID EXPUNGE " + uid).has_value();
    }

    ImapConnection& connection_;      ///< outlives us
    const MailboxSettings& settings_; ///< outlives us
    MailboxEars& ears_;               ///< outlives us
    MailboxMark mark_;
    bool can_move_ = false;
    bool can_expunge_one_ = false;
    bool can_idle_ = false;
};

class ImapMailbox final : public MailboxReader {
public:
    ImapMailbox(MailboxSettings settings, std::string password, MailboxEars& ears, Report report)
        : settings_(std::move(settings)), password_(std::move(password)), ears_(ears),
          report_(std::move(report))
    {
    }
    ~ImapMailbox() override { ImapMailbox::stop(); }

    void start() override
    {
        thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
    }
    void stop() override
    {
        if (!thread_.joinable())
            return;
        thread_.request_stop();
        thread_.join();
    }

private:
    void run(const std::stop_token& stop)
    {
        while (!stop.stop_requested()) {
            std::string why;
            try {
                why = visit(stop);
            } catch (const std::exception& trouble) {
                why = trouble.what();
            }
            if (!stop.stop_requested())
                tell(false, why);
            pause(stop, pause_after(settings_.poll, refused_logins_));
        }
    }

    /// Returns when the session has ended, and why.
    std::string visit(const std::stop_token& stop)
    {
        auto connection = ImapConnection::open(settings_, password_);
        const bool is_refused = !connection && connection.error().is_login_refused;
        refused_logins_ = is_refused ? refused_logins_ + 1 : 0;
        if (!connection)
            return connection.error().why;
        Visit visit(**connection, settings_, ears_);
        if (auto why = visit.open(); !why.empty())
            return why;
        tell(true, {});
        while (!stop.stop_requested()) {
            if (!visit.read_new(stop))
                return "the connection was lost, or nothing can be written now";
            const bool idles = settings_.idle && visit.can_idle();
            if (idles && !(*connection)->idle(settings_.poll, stop))
                return "the connection was lost";
            if (!idles)
                pause(stop, settings_.poll);
        }
        return {};
    }

    /// Each change once, so that a server that is away fills no log.
    void tell(bool is_up, std::string_view why)
    {
        if (is_up_ == is_up)
            return;
        is_up_ = is_up;
        report_(is_up, why);
    }

    void pause(const std::stop_token& stop, std::chrono::milliseconds time)
    {
        std::unique_lock lock(mutex_);
        pause_.wait_for(lock, stop, time, [] { return false; });
    }

    const MailboxSettings settings_;
    const std::string password_;
    MailboxEars& ears_; ///< outlives us
    Report report_;
    std::optional<bool> is_up_; ///< the thread only
    int refused_logins_ = 0;    ///< in a row; the thread only
    std::mutex mutex_;
    std::condition_variable_any pause_;
    std::jthread thread_; ///< last: ends before the others go
};

} // namespace

std::chrono::milliseconds pause_after(std::chrono::milliseconds poll, int refused_logins)
{
    constexpr std::chrono::milliseconds longest{600'000};
    constexpr int most_doublings = 12; // of a second
    return std::min(poll * (1 << std::min(refused_logins, most_doublings)),
                    std::max(longest, poll));
}

tl::expected<std::unique_ptr<MailboxReader>, std::vector<SettingsError>>
MailboxReader::make(const MailboxSettings& settings, MailboxEars& ears, Report report)
{
    std::vector<SettingsError> errors;
    const std::pair<const char*, const std::string*> folders[] = {
        {"folder", &settings.folder},
        {"done_folder", &settings.done_folder},
        {"aside_folder", &settings.aside_folder}};
    for (const auto& [key, folder] : folders) {
        if (folder->empty() || !mail::imap_quoted(*folder))
            errors.push_back({key, "must be a name in printable ASCII"});
    }
    if (settings.done_folder == settings.folder || settings.aside_folder == settings.folder)
        errors.push_back({"folder", "must be another one than those that mails are moved to"});
    if (settings.tls == TlsPolicy::None && settings.host != "127.0.0.1")
        errors.push_back({"tls", "must be required or implicit, or the password would travel "
                                 "without protection"});
    const auto password = read_secret(settings.password_file);
    if (!password)
        errors.push_back({"password_file", password.error()});
    if (!errors.empty())
        return tl::unexpected(std::move(errors));
    return std::make_unique<ImapMailbox>(settings, *password, ears, std::move(report));
}

} // namespace relay::channels
