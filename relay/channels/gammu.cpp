#include "relay/channels/gammu.h"
#include "relay/channels/error_class.h"
#include "relay/channels/gammu_files.h"
#include "relay/channels/request_template.h"
#include <algorithm>
#include <condition_variable>
#include <exception>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace relay::channels {

namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

/// A file that is there as a whole or not at all, readable by owner and group. False: the disk does
/// not take it.
bool write_whole(const fs::path& file, const std::string& content)
{
    // gammu-smsd takes names that begin with OUT only.
    const auto draft = file.parent_path() / ("." + file.filename().string());
    const int out = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0660);
    if (out < 0)
        return false;
    const auto count = ::write(out, content.data(), content.size());
    bool is_good = count == static_cast<ssize_t>(content.size()) && ::fsync(out) == 0;
    ::close(out);
    std::error_code trouble;
    if (is_good)
        fs::rename(draft, file, trouble);
    is_good = is_good && !trouble;
    if (!is_good)
        fs::remove(draft, trouble);
    return is_good;
}

std::string content_of(const fs::path& file)
{
    constexpr std::size_t most = 64 * 1024;
    std::ifstream in(file, std::ios::binary);
    std::string content(most, '\0');
    in.read(content.data(), static_cast<std::streamsize>(most));
    content.resize(static_cast<std::size_t>(in.gcount()));
    return content;
}

/// gammu-smsd writes in place: what is younger may not be whole.
bool is_settled(const fs::path& file, std::chrono::milliseconds age)
{
    std::error_code trouble;
    const auto written = fs::last_write_time(file, trouble);
    return !trouble && fs::file_time_type::clock::now() - written >= age;
}

bool is_phone(const std::string& text)
{
    return text.size() >= 3 && text.size() <= 16 &&
           text.find_first_not_of("0123456789", text[0] == '+' ? 1 : 0) == std::string::npos;
}

class Gammu : public Channel {
public:
    Gammu(const GammuSettings& settings, Ears& ears)
        : settings_(settings), ears_(ears),
          listening_([this](std::stop_token stop) { listen(std::move(stop)); })
    {
    }
    ~Gammu() override { close(); }

    Outcome send(const Outgoing& outgoing) override
    {
        const auto* text = std::get_if<TextOut>(&outgoing.payload);
        if (text == nullptr)
            return Refused{Blame::Provider, "payload", "a modem takes texts only"};
        if (outgoing.expires && *outgoing.expires <= outgoing.now)
            return outcome_of(ErrorClass::Expired, "expired", "its deadline passed before sending");
        if (!is_phone(text->to))
            return outcome_of(ErrorClass::BadAddress, "bad_number", "this is no telephone number");
        const auto name =
            outbox_name(outgoing.priority, text->to,
                        outgoing.delivery.text() + "." + std::to_string(outgoing.attempt));
        const auto words =
            settings_.max_chars > 0
                ? cut_visibly(text->text.text(), static_cast<std::size_t>(settings_.max_chars))
                : text->text.text();
        if (!write_whole(folder("outbox") / name, outbox_content(words)))
            return outcome_of(ErrorClass::NotSent, "outbox", "the outbox cannot be written");
        return came_of(name);
    }

    std::string_view provider() const override { return settings_.name; }
    int parallel() const override { return settings_.parallel; }
    void close() override
    {
        listening_.request_stop();
        if (listening_.joinable())
            listening_.join();
    }

private:
    fs::path folder(const char* name) const { return settings_.spool / name; }

    bool is_in(const char* where, const std::string& name) const
    {
        std::error_code ignored;
        return fs::exists(folder(where) / name, ignored);
    }

    /// Waits for the modem; what it has not begun by then is taken back.
    Outcome came_of(const std::string& name)
    {
        const auto until = steady_clock::now() + settings_.patience;
        while (steady_clock::now() < until) {
            if (auto outcome = known(name))
                return *outcome;
            wait(listening_.get_stop_token());
            if (listening_.get_stop_token().stop_requested())
                break;
        }
        std::error_code trouble;
        if (fs::remove(folder("outbox") / name, trouble))
            return outcome_of(ErrorClass::NotSent, "modem", "the modem did not take it in time");
        if (auto outcome = known(name))
            return *outcome;
        return outcome_of(ErrorClass::MaybeSent, "modem", "the text is neither sent nor waiting");
    }

    std::optional<Outcome> known(const std::string& name)
    {
        std::error_code ignored;
        if (is_in("sent", name)) {
            fs::remove(folder("sent") / name, ignored); // it says what the page says
            return Accepted{name, "sent by the modem"};
        }
        if (is_in("error", name)) {
            fs::remove(folder("error") / name, ignored);
            return outcome_of(ErrorClass::ProviderFault, "modem", "the modem could not send it");
        }
        return std::nullopt;
    }

    void wait(std::stop_token stop)
    {
        std::mutex mutex;
        std::condition_variable_any never;
        std::unique_lock lock(mutex);
        never.wait_for(lock, std::move(stop), settings_.poll, [] { return false; });
    }

    void listen(std::stop_token stop)
    {
        while (!stop.stop_requested()) {
            std::error_code trouble;
            std::vector<std::string> files;
            for (fs::directory_iterator at(folder("inbox"), trouble), end; !trouble && at != end;
                 at.increment(trouble))
                files.push_back(at->path().filename().string());
            for (const auto& text : texts_among(std::move(files)))
                take(text);
            wait(stop);
        }
    }

    /// Gone from the spool once it is committed; again until then.
    void take(const InboxText& text)
    {
        std::string words;
        for (const auto& file : text.files) {
            if (!is_settled(folder("inbox") / file, settings_.settled))
                return;
            words += inbox_text(content_of(folder("inbox") / file));
        }
        try {
            if (!ears_.hear(IncomingText{settings_.name, text.id, text.from, {}, words}))
                return;
        } catch (const std::exception&) {
            return; // the store gave way: the file is still there
        }
        std::error_code ignored;
        for (const auto& file : text.files)
            fs::remove(folder("inbox") / file, ignored);
    }

    const GammuSettings settings_;
    Ears& ears_;
    std::jthread listening_; ///< last: ends before the others go
};

} // namespace

tl::expected<std::unique_ptr<Channel>, std::vector<SettingsError>>
make_gammu(const GammuSettings& settings, Ears& ears)
{
    std::vector<SettingsError> errors;
    for (const auto* name : {"outbox", "sent", "error", "inbox"}) {
        const auto folder = settings.spool / name;
        if (::access(folder.c_str(), R_OK | W_OK | X_OK) != 0)
            errors.push_back({"spool", "Belfry cannot write in the folder " + folder.string()});
    }
    if (settings.parallel < 1)
        errors.push_back({"parallel", "must be 1 or more"});
    if (!errors.empty())
        return tl::unexpected(std::move(errors));
    return std::make_unique<Gammu>(settings, ears);
}

} // namespace relay::channels
