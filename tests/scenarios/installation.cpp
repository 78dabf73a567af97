#include "tests/scenarios/installation.h"
#include "tests/support/postgres_server.h"
#include <Poco/JSON/Parser.h>
#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace tests {
namespace {

void must(const Ran& ran, const std::string& what)
{
    if (ran.exit != 0)
        throw std::runtime_error(what + " failed:\n" + ran.out + ran.err);
}

/// `text` with every `from` replaced.
std::string replaced(std::string text, const std::string& from, const std::string& to)
{
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

std::string submit(const std::string& code, const std::string& recipient,
                   const std::string& message_id, const std::string& control,
                   const std::string& payload)
{
    return "<?xml version=\"1.0\"?>\n"
           "<!DOCTYPE wctp-Operation SYSTEM \"http://dtd.wctp.org/wctp-dtd-v1r3.dtd\">\n"
           "<wctp-Operation wctpVersion=\"wctp-dtd-v1r3\"><wctp-SubmitRequest>"
           "<wctp-SubmitHeader submitTimestamp=\"2026-11-24T12:00:00\">"
           "<wctp-Originator senderID=\"" +
           std::string(Installation::sender) + "\" securityCode=\"" + code +
           "\"/><wctp-MessageControl messageID=\"" + message_id + "\" " + control +
           "/><wctp-Recipient recipientID=\"" + recipient +
           "\"/></wctp-SubmitHeader><wctp-Payload>" + payload +
           "</wctp-Payload></wctp-SubmitRequest></wctp-Operation>\n";
}

} // namespace

Poco::JSON::Object::Ptr HttpAnswer::json() const
{
    return Poco::JSON::Parser().parse(body).extract<Poco::JSON::Object::Ptr>();
}

std::string read_file(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

void write_file(const std::filesystem::path& file, const std::string& text)
{
    std::ofstream stream(file, std::ios::binary | std::ios::trunc);
    stream << text;
    stream.close();
    std::filesystem::permissions(file, std::filesystem::perms::owner_read |
                                           std::filesystem::perms::owner_write);
    if (!stream)
        throw std::runtime_error("cannot write " + file.string());
}

std::string submit_request(const std::string& code, const std::string& recipient,
                           const std::string& text, const std::string& message_id,
                           const std::string& control)
{
    return submit(code, recipient, message_id, control,
                  "<wctp-Alphanumeric>" + text + "</wctp-Alphanumeric>");
}

std::string submit_choices(const std::string& code, const std::string& recipient,
                           const std::string& text, const std::string& message_id,
                           const std::vector<std::string>& choices)
{
    std::string payload = "<wctp-MCR><wctp-MessageText>" + text + "</wctp-MessageText>";
    for (const auto& choice : choices)
        payload += "<wctp-Choice>" + choice + "</wctp-Choice>";
    return submit(code, recipient, message_id, {}, payload + "</wctp-MCR>");
}

std::pair<std::string, std::string> pushed_to(const std::string& url)
{
    const std::string before = "    code_file: wctp.code\n";
    return {before,
            before + "    callback_url: " + url + "\n    callback_networks: [127.0.0.0/8]\n"};
}

std::string Installation::binary()
{
    return (std::filesystem::path(BELFRY_BINARY_DIR) / "belfry").string();
}

std::string Installation::why_not(store::Engine engine)
{
    return FreshDatabase::is_available(engine) ? std::string() : PostgresServer::why_absent();
}

Installation::Installation(Wishes wishes) : wishes_(std::move(wishes))
{
    if (wishes_.http_port != 0)
        http_port_ = wishes_.http_port;
    if (wishes_.mail_port != 0)
        mail_port_ = wishes_.mail_port;
    data_dir_ = wishes_.data_dir.empty() ? folder() / "data" : wishes_.data_dir;
    std::filesystem::create_directories(data_dir_);
    if (wishes_.engine == store::Engine::PostgreSql)
        postgres_ = std::make_unique<FreshDatabase>(wishes_.engine, FreshDatabase::Schema::None);
    write_file(folder() / "master.key", std::string(64, '7') + "\n");
    write_file(folder() / "wctp.code", code_ + "\n");
    must(run({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
              "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
              "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", folder() / "key.pem", "-out",
              folder() / "certificate.pem"}),
         "making a certificate");
    write_config();
    write_directory();
    if (wishes_.mail_port == 0)
        start_mail_sink();
    start_sms_sink();
    must(belfry({"migrate"}, {}), "belfry migrate");
    must(belfry({"directory", "load", folder() / "directory.yaml"}, {}), "belfry directory load");
    start();
}

Installation::~Installation() = default;

namespace {

constexpr int port_of_nobody = 1; ///< no service of ours is there, nor of anybody's for decades

} // namespace

void Installation::write_config()
{
    std::ostringstream text;
    text << "data_dir: " << data_dir_.string()
         << "\nmaster_key_file: master.key\n"
         // Stories send one person many pages in a moment that stands still.
         << "limits:\n  email: {per_person: 0}\n  sms: {per_person: 0}\n  ivr: {per_person: 0}\n"
         << "site:\n  name: Test house\n  domains: [" << domain << "]\n"
         << (wishes_.has_links
                 ? "  public_url: http://127.0.0.1:" + std::to_string(http_port_) + "\n"
                 : "")
         << "store:\n  reserve: " << wishes_.reserve << "\n";
    if (postgres_)
        text << "  engine: postgresql\n  url: " << postgres_->settings().connection << "\n";
    text << "http:\n  listen: [\"127.0.0.1:" << http_port_ << "\"]\n"
         << "  tls_listen: [\"127.0.0.1:" << https_port_ << "\"]\n"
         << "  answer_deadline: 300s\n" // the test clock answers when all is done
         << wishes_.more_http << "smtp:\n  listen: [\"127.0.0.1:" << smtp_port_ << "\"]\n"
         << wishes_.more_smtp
         << "channels:\n  email:\n    host: 127.0.0.1\n    port: " << mail_port_
         << "\n    tls: none\n    from: paging@" << domain << "\n"
         << wishes_.more_mail << "  sms:\n"
         << (wishes_.sms.empty() ? demo_gateway() : wishes_.sms) << wishes_.more_channels
         << "log:\n  format: json\n"
         << wishes_.more_config;
    write_file(folder() / "belfry.yaml", text.str());
}

std::string Installation::sms_gateway(const std::string& indent, int port) const
{
    return indent + "driver_file: " + BELFRY_SOURCE_DIR + "/etc/channels.d/demo.yaml\n" + indent +
           "url: http://127.0.0.1:" + std::to_string(port) + "\n" + indent +
           "callback_url: http://127.0.0.1:" + std::to_string(http_port_) + "\n";
}

std::string Installation::demo_gateway() const
{
    if (!wishes_.first_gateway_is_away)
        return sms_gateway("    ", sms_port_);
    return sms_gateway("    ", port_of_nobody) + "    backup:\n" + sms_gateway("      ", sms_port_);
}

void Installation::write_directory()
{
    auto text =
        read_file(std::filesystem::path(BELFRY_SOURCE_DIR) / "packaging/demo/directory.yaml");
    for (const auto& [from, to] : wishes_.directory_changes) {
        if (text.find(from) == std::string::npos)
            throw std::logic_error("the demo's directory has no '" + from + "'");
        text = replaced(std::move(text), from, to);
    }
    write_file(folder() / "directory.yaml", text);
}

std::vector<std::string> Installation::serve_command() const
{
    std::vector<std::string> words{binary(), "serve", "--config", folder() / "belfry.yaml"};
    if (wishes_.manual_clock)
        words.insert(words.end(), {"--test-clock", wishes_.now});
    return words;
}

void Installation::start()
{
    daemon_ = std::make_unique<Background>(serve_command(), folder() / "belfry.log");
}

void Installation::start_mail_sink()
{
    mail_sink_ = std::make_unique<demo::MailSink>("127.0.0.1", mail_port_, folder() / "mail");
}

void Installation::start_sms_sink()
{
    sms_sink_ = std::make_unique<demo::SmsSink>("127.0.0.1", sms_port_, folder() / "sms.jsonl");
}

void Installation::advance(std::chrono::milliseconds by)
{
    const auto answer =
        http("POST", "/test/advance", {}, "{\"ms\":" + std::to_string(by.count()) + "}");
    if (answer.status != 200 && answer.status != 204)
        throw std::runtime_error("the test clock did not move: " + answer.body);
}

void Installation::settle()
{
    const auto answer = http("GET", "/test/settle");
    if (answer.status != 200 && answer.status != 204)
        throw std::runtime_error("not settled: " + answer.body);
}

HttpAnswer Installation::http(const std::string& method, const std::string& path,
                              const std::string& token_name, const std::string& body,
                              const std::vector<std::string>& headers) const
{
    std::vector<std::string> words{"curl", "-sS",  "-i", "--http1.1", "--path-as-is",
                                   "-X",   method, "-H", "Expect:"};
    if (!path.starts_with("/test/")) // answered when all that falls due is done
        words.insert(words.end(), {"--max-time", "60"});
    if (!token_name.empty())
        words.insert(words.end(), {"-H", "Authorization: Bearer " + token(token_name)});
    if (!body.empty())
        words.insert(words.end(), {"-H", "Content-Type: application/json", "--data-binary", "@-"});
    for (const auto& header : headers)
        words.insert(words.end(), {"-H", header});
    words.push_back("http://127.0.0.1:" + std::to_string(http_port_) + path);
    const auto ran = run(words, body);
    HttpAnswer answer;
    const auto end = ran.out.find("\r\n\r\n");
    if (ran.exit != 0 || end == std::string::npos)
        return answer;
    answer.head = ran.out.substr(0, end + 2);
    answer.body = ran.out.substr(end + 4);
    answer.status = std::stoi(answer.head.substr(answer.head.find(' ') + 1));
    return answer;
}

std::string Installation::wctp(const std::string& document) const
{
    return run({"curl", "-sS", "--max-time", "60", "-H", "Content-Type: text/xml", "--data-binary",
                "@-", "http://127.0.0.1:" + std::to_string(http_port_) + "/wctp"},
               document)
        .out;
}

Ran Installation::mail(const std::string& to, const std::vector<std::string>& more) const
{
    std::vector<std::string> words{"swaks",
                                   "--server",
                                   "127.0.0.1:" + std::to_string(smtp_port_),
                                   "--from",
                                   "monitor@hospital.example",
                                   "--to",
                                   to,
                                   "--header",
                                   "Subject: Bed 12",
                                   "--body",
                                   "Potassium 6.8"};
    words.insert(words.end(), more.begin(), more.end());
    return run(words);
}

Ran Installation::belfry(std::vector<std::string> words, const std::string& token_name) const
{
    words.insert(words.begin(), binary());
    words.insert(words.end(), {"--config", folder() / "belfry.yaml"});
    if (!token_name.empty())
        words.insert(words.end(), {"--token-file", folder() / (token_name + ".token")});
    return run(words);
}

std::vector<std::string> Installation::mails() const
{
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder() / "mail/new"))
        files.push_back(entry.path());
    std::ranges::sort(files);
    std::vector<std::string> all;
    for (const auto& file : files)
        all.push_back(read_file(file));
    return all;
}

std::vector<std::string> Installation::mails_to(const std::string& address) const
{
    auto all = mails();
    std::erase_if(all, [&](const auto& mail) {
        return mail.find(address) == std::string::npos ||
               mail.find(address) > mail.find("\r\n\r\n");
    });
    return all;
}

std::vector<std::string> Installation::sms() const
{
    std::istringstream stream(read_file(folder() / "sms.jsonl"));
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

std::string Installation::log() const
{
    return read_file(folder() / "belfry.log");
}

std::string Installation::token(const std::string& name) const
{
    auto text = read_file(folder() / (name + ".token"));
    while (!text.empty() && text.back() == '\n')
        text.pop_back();
    return text;
}

} // namespace tests
