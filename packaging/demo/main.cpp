// The world outside of the quickstart's relay: a mailbox and an SMS gateway, on loopback.
#include "packaging/demo/mail_sink.h"
#include "packaging/demo/sms_sink.h"
#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>

namespace {

struct Options {
    std::string address = "127.0.0.1";
    std::uint16_t mail_port = 8083;
    std::string maildir;
    std::uint16_t sms_port = 8084;
    std::string sms_log;
};

/// SIGINT and SIGTERM, held back from all threads so that one can wait for them.
sigset_t held_stop_signals()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    return signals;
}

void run(const Options& options)
{
    const sigset_t signals = held_stop_signals();
    const demo::MailSink mail(options.address, options.mail_port, options.maildir);
    const demo::SmsSink sms(options.address, options.sms_port, options.sms_log);
    std::cout << "mail on port " << mail.port() << " into " << options.maildir << "\nSMS on port "
              << sms.port() << " into " << options.sms_log << std::endl;
    int received = 0;
    sigwait(&signals, &received);
}

} // namespace

int main(int argc, char** argv)
{
    CLI::App app("A mailbox and an SMS gateway for trying Belfry out.");
    Options options;
    app.add_option("--address", options.address, "where to listen")->capture_default_str();
    app.add_option("--mail-port", options.mail_port, "SMTP")->capture_default_str();
    app.add_option("--maildir", options.maildir, "where mails go")->required();
    app.add_option("--sms-port", options.sms_port, "HTTP")->capture_default_str();
    app.add_option("--sms-log", options.sms_log, "where SMS go, one line each")->required();
    CLI11_PARSE(app, argc, argv);
    try {
        run(options);
    } catch (const std::exception& trouble) {
        std::cerr << "belfry-demo: " << trouble.what() << '\n';
        return 1;
    }
    return 0;
}
