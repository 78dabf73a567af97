// belfry-sendmail: takes a mail on standard input, as programs give it to sendmail, and hands it to
// the daemon. There is no queue: what is not taken is kept in a file of the caller's, and said.
#include "relay/sendmail/command_line.h"
#include "relay/sendmail/dead_letter.h"
#include "relay/sendmail/hand_over.h"
#include "relay/sendmail/letter.h"
#include "relay/sendmail/outcome.h"
#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <pwd.h>
#include <random>
#include <thread>
#include <unistd.h>

namespace relay::sendmail {
namespace {

constexpr auto settings_file = "/etc/belfry/sendmail.conf";
constexpr auto usual_server = "127.0.0.1:25";
constexpr std::chrono::seconds patience{60};
constexpr std::size_t most_bytes = std::size_t{100} << 20;

constexpr auto help = "usage: belfry-sendmail [-t] [-i] [-f SENDER] [-F NAME] [--server HOST:PORT] "
                      "[--wait SECONDS] [RECIPIENT...]\n"
                      "Hands the mail on standard input to Belfry, as sendmail would.\n";

std::string environment(const char* name)
{
    const char* value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

/// Of "server: HOST:PORT"; other lines are for people.
std::string server_of_file()
{
    std::ifstream file(settings_file);
    constexpr std::string_view key = "server:";
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with(key))
            continue;
        const auto begin = line.find_first_not_of(" \t", key.size());
        const auto end = line.find_last_not_of(" \t\r");
        return begin == std::string::npos ? std::string() : line.substr(begin, end - begin + 1);
    }
    return usual_server;
}

std::string host_name()
{
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0')
        return "localhost";
    return name.data();
}

Caller caller()
{
    const auto* entry = ::getpwuid(::getuid());
    std::random_device chance;
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    return {entry == nullptr ? std::to_string(::getuid()) : std::string(entry->pw_name),
            host_name(), now,
            std::to_string(now.time_since_epoch().count()) + "." + std::to_string(::getpid()) +
                "." + std::to_string(chance())};
}

/// Empty: more than we take, or it cannot be read.
std::optional<std::string> standard_input()
{
    std::string text;
    std::array<char, 65536> bytes{};
    for (;;) {
        const auto count = ::read(STDIN_FILENO, bytes.data(), bytes.size());
        if (count == 0)
            return text;
        if (count < 0 || text.size() + static_cast<std::size_t>(count) > most_bytes)
            return std::nullopt;
        text.append(bytes.data(), static_cast<std::size_t>(count));
    }
}

int complain(ExitCode code, const std::string& why)
{
    std::cerr << "belfry-sendmail: " << why << '\n';
    return code;
}

/// Where its owner will look for it.
void keep_dead_letter(std::string_view message, std::string_view sender,
                      std::chrono::sys_seconds now)
{
    const auto entry = mbox_entry(message, sender, now);
    const auto home = environment("HOME");
    const auto uid = std::to_string(::getuid());
    for (const std::filesystem::path& file :
         {std::filesystem::path(home.empty() ? "/" : home) / "dead.letter",
          std::filesystem::path("/var/tmp/dead.letter." + uid)}) {
        if (!keep(file, entry))
            continue;
        std::cerr << "belfry-sendmail: the mail is kept in " << file.string() << '\n';
        return;
    }
    std::cerr << "belfry-sendmail: the mail could not be kept anywhere\n";
}

/// Again and again until everybody has it, is refused, or the time is up: the daemon may be
/// starting anew. Who had it hears of it once, since the mail stays the same.
mail::SmtpResult hand_over_in_time(Letter letter, const Server& server, const std::string& own_name,
                                   const Wish& wish)
{
    using Clock = std::chrono::steady_clock;
    constexpr std::chrono::seconds pause{2};
    const auto deadline = Clock::now() + wish.wait;
    std::vector<mail::RecipientAnswer> before;
    for (;;) {
        auto result = hand_over(letter, server, own_name, wish.notify, patience);
        auto later = put_off(result, letter.recipients);
        if (later.empty() || Clock::now() + pause > deadline) {
            result.recipients.insert(result.recipients.begin(), before.begin(), before.end());
            return result;
        }
        std::ranges::move(settled(result, later), std::back_inserter(before));
        letter.recipients = std::move(later);
        std::this_thread::sleep_for(pause);
    }
}

int run(const std::vector<std::string>& words)
{
    const auto wish = parse_command_line(words);
    if (!wish)
        return complain(wrong_usage, wish.error());
    if (wish->is_asked_for_help) {
        std::cout << help;
        return done;
    }
    const auto input = standard_input();
    if (!input)
        return complain(cannot_read, "standard input cannot be read, or is over 100 MiB");
    const auto who = caller();
    const auto letter = make_letter(*input, *wish, who);
    if (!letter) {
        keep_dead_letter(*input, who.user, who.now);
        return complain(letter.error().is_bad_address ? bad_data : wrong_usage, letter.error().why);
    }
    auto address = wish->server.empty() ? environment("BELFRY_SENDMAIL_SERVER") : wish->server;
    if (address.empty())
        address = server_of_file();
    const auto server = parse_server(address);
    const auto sender = letter->sender ? letter->sender->text() : std::string();
    if (!server) {
        keep_dead_letter(letter->message, sender, who.now);
        return complain(wrong_configuration, "'" + address + "' is no HOST:PORT");
    }
    const auto outcome = outcome_of(hand_over_in_time(*letter, *server, who.host, *wish));
    for (const auto& line : outcome.words)
        complain(outcome.exit, line);
    if (outcome.exit != done)
        keep_dead_letter(letter->message, sender, who.now);
    return outcome.exit;
}

} // namespace
} // namespace relay::sendmail

int main(int count, char** words)
{
    return relay::sendmail::run(std::vector<std::string>(words + 1, words + count));
}
