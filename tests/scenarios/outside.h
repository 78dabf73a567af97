#pragma once
// All that is outside of a house, in one place: gateways, terminals and mail servers that take a
// part of what they get, quote the rest back in errors, lose some, and keep every byte.
#include "tests/scenarios/push_device.h"
#include "tests/support/certificate_authority.h"
#include "tests/support/child_process.h"
#include "tests/support/smtp_server.h"
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace tests {

/// What came over one way, byte for byte. Thread-safe.
class Record {
public:
    /// How many it has with this one.
    std::size_t keep(const std::string& bytes);
    std::vector<std::string> all() const;

private:
    mutable std::mutex mutex_;
    std::vector<std::string> all_; ///< guarded by mutex_
};

/// A gateway that phones: it fails, finds the line busy, or talks a call through as Twilio does.
class VoiceGateway {
public:
    VoiceGateway();
    std::uint16_t port() const { return server_.port(); }
    const Record& asked() const { return asked_; }
    const Record& told() const { return told_; } ///< what it was to say

private:
    std::string take(const HttpAsked& asked);
    void talk(const std::stop_token& stop);

    Record asked_;
    Record told_;
    std::mutex mutex_;
    std::condition_variable_any came_;
    std::deque<std::pair<std::string, bool>> calls_; ///< address of ours, is busy; by mutex_
    HttpServer server_;
    std::jthread talker_; ///< last: it uses what stands above
};

class Outside {
public:
    enum class Texts { ByHttp, BySmpp };

    /// Throws when the message centre cannot be started.
    explicit Outside(Texts texts);

    /// A house with all of it as its ways out.
    Wishes wishes() const;
    const PushDevice& device() const { return device_; }
    const HttpServer& push_service() const { return push_service_; }
    const SmtpServer& mail_server() const { return mail_server_; }
    /// By its name, what each way saw: what was sent and what was answered.
    std::vector<std::pair<std::string, std::vector<std::string>>> seen() const;

private:
    std::string sms_config() const;
    std::string ivr_config() const;

    const Texts texts_;
    const std::uint16_t house_port_ = free_port();
    TemporaryDirectory folder_;
    CertificateAuthority issuer_;
    PushDevice device_;
    Record mail_, sms_, snpp_, wctp_;
    std::uint16_t smsc_port_ = free_port();
    std::unique_ptr<ChildProcess> smsc_;
    VoiceGateway voice_;
    SmtpServer mail_server_;
    HttpServer sms_gateway_;
    TcpServer terminal_;
    HttpServer carrier_;
    HttpServer push_service_;
};

} // namespace tests
