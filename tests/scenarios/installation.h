#pragma once
#include "packaging/demo/mail_sink.h"
#include "packaging/demo/sms_sink.h"
#include "store/connection.h"
#include "tests/scenarios/process.h"
#include "tests/support/fresh_database.h"
#include <Poco/JSON/Object.h>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tests {

using namespace std::chrono_literals;

/// What an HTTP request was answered with.
struct HttpAnswer {
    int status = 0; ///< 0: no answer
    std::string head;
    std::string body;

    /// The body as a JSON object; throws when it is none.
    Poco::JSON::Object::Ptr json() const;
};

/// How an installation differs from the usual one.
struct Wishes {
    store::Engine engine = store::Engine::Sqlite;
    bool manual_clock = true;
    std::string now = "2026-11-24T12:00:00Z"; ///< of the manual clock
    std::string more_config;                  ///< appended to belfry.yaml, inside of `log`
    std::string more_http;                    ///< keys of `http` in belfry.yaml
    std::string more_smtp;                    ///< keys of `smtp` in belfry.yaml
    std::string more_mail;                    ///< keys of `channels.email` in belfry.yaml
    std::string more_channels;                ///< sections of `channels` in belfry.yaml
    std::string sms;                    ///< keys of `channels.sms` instead of the usual gateway's
    std::uint16_t mail_port = 0;        ///< of a mail server instead of the usual mailbox
    bool first_gateway_is_away = false; ///< texts go by its backup
    bool has_links = false;             ///< site.public_url is the house's own address
    std::uint16_t http_port = 0;        ///< of its HTTP door; 0: any
    /// Of the quickstart's directory: each first text is replaced by its second.
    std::vector<std::pair<std::string, std::string>> directory_changes;
    std::filesystem::path data_dir; ///< elsewhere than in the folder of the installation
    std::string reserve = "1MiB";   ///< store.reserve
};

/// A directory change: status and replies of the quickstart's WCTP source are pushed to `url`.
std::pair<std::string, std::string> pushed_to(const std::string& url);

/// The real daemon, set up as the quickstart does it, with the quickstart's people, a mailbox and
/// an SMS gateway, all on free loopback ports and in a folder that goes with the object.
class Installation {
public:
    explicit Installation(Wishes wishes = {});
    ~Installation();

    /// Where PostgreSQL cannot run this says why, and the test is skipped with it.
    static std::string why_not(store::Engine engine);

    void start();
    void kill() { daemon_->kill(); }
    int stop() { return daemon_->stop(); }
    Background& daemon() { return *daemon_; }

    /// The manual clock, and all that falls due until then.
    void advance(std::chrono::milliseconds by);
    /// Returns when at this instant nothing is left to do.
    void settle();

    /// Any request, by curl. `token` is the name of a token file: "admin", "inbox"; empty: none.
    HttpAnswer http(const std::string& method, const std::string& path,
                    const std::string& token = {}, const std::string& body = {},
                    const std::vector<std::string>& headers = {}) const;
    /// A document to the WCTP door, by curl; the answer's body.
    std::string wctp(const std::string& document) const;
    /// A mail, by swaks.
    Ran mail(const std::string& to, const std::vector<std::string>& more = {}) const;
    /// A belfry subcommand with this installation's configuration and the administrator's token.
    Ran belfry(std::vector<std::string> words, const std::string& token = "admin") const;

    /// Mails that arrived, each as a whole, oldest first.
    std::vector<std::string> mails() const;
    /// Those to that address.
    std::vector<std::string> mails_to(const std::string& address) const;
    /// Lines of the SMS gateway's log.
    std::vector<std::string> sms() const;
    void stop_mail_sink() { mail_sink_.reset(); }
    void start_mail_sink();
    void stop_sms_sink() { sms_sink_.reset(); }
    void start_sms_sink();

    std::string log() const;
    std::string token(const std::string& name) const;
    const std::filesystem::path& folder() const { return folder_.path(); }
    std::filesystem::path data_dir() const { return data_dir_; }
    const std::string& code() const { return code_; } ///< of the WCTP source
    std::uint16_t http_port() const { return http_port_; }
    std::uint16_t https_port() const { return https_port_; }
    std::uint16_t smtp_port() const { return smtp_port_; }

    static std::string binary();
    static constexpr auto domain = "pager.example";
    static constexpr auto sender = "demo@monitor.example";

private:
    void write_config();
    std::string sms_gateway(const std::string& indent, int port) const;
    void write_directory();
    std::string demo_gateway() const; ///< keys of channels.sms
    std::vector<std::string> serve_command() const;

    Wishes wishes_;
    TemporaryDirectory folder_;
    std::unique_ptr<FreshDatabase> postgres_; ///< engine PostgreSQL only
    std::filesystem::path data_dir_;
    std::string code_ = "s3cret-c0de";
    std::uint16_t http_port_ = free_port();
    std::uint16_t https_port_ = free_port();
    std::uint16_t smtp_port_ = free_port();
    std::uint16_t mail_port_ = free_port();
    std::uint16_t sms_port_ = free_port();
    std::unique_ptr<demo::MailSink> mail_sink_;
    std::unique_ptr<demo::SmsSink> sms_sink_;
    std::unique_ptr<Background> daemon_;
};

/// A wctp-SubmitRequest. `control` are attributes of wctp-MessageControl besides messageID.
std::string submit_request(const std::string& code, const std::string& recipient,
                           const std::string& text, const std::string& message_id,
                           const std::string& control = {});
/// The same with choices.
std::string submit_choices(const std::string& code, const std::string& recipient,
                           const std::string& text, const std::string& message_id,
                           const std::vector<std::string>& choices);

std::string read_file(const std::filesystem::path& file);
void write_file(const std::filesystem::path& file, const std::string& text);

} // namespace tests
