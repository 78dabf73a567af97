#pragma once
// sipp as a telephone: a script of what it does with calls, written as the XML that it reads.
#include "tests/support/child_process.h"
#include "tests/support/fresh_database.h"
#include <cstdint>
#include <memory>
#include <string>

namespace tests {

/// A UDP port of 127.0.0.1 that nobody has, even, and so is the next one.
std::uint16_t free_udp_port();

/// Returns when `program` has that UDP port, or has ended.
void wait_until_heard(const ChildProcess& program, std::uint16_t port);

/// What the telephone does with each call, step by step.
class SippScript {
public:
    SippScript& takes_invite();
    /// 401 with a digest challenge; the next INVITE must bear the right answer, else 403.
    SippScript& challenges(const std::string& user, const std::string& password);
    SippScript& says(int code, const std::string& reason, const std::string& header = "");
    SippScript& rings() { return says(180, "Ringing"); }
    /// Final answer that is no 200: the ACK is awaited.
    SippScript& refuses(int code, const std::string& reason, const std::string& header = "");
    /// `media`: the end of the SDP answer, from its formats on. `ear`: the port that hears the
    /// call; 0: sipp's own.
    SippScript& answers(const std::string& media = with_events, std::uint16_t ear = 0);
    SippScript& waits(int milliseconds);
    /// By RFC 4733, from the recordings that come with sipp. As root only: it opens a raw socket.
    SippScript& presses(const std::string& keys);
    /// As tones in the sound itself, from a file of PCMU; instead of answers().
    SippScript& answers_with_sound(const std::string& file);
    /// By SIP INFO.
    SippScript& presses_by_info(const std::string& keys);
    SippScript& takes_bye();
    SippScript& hangs_up();
    SippScript& takes_cancel();
    std::string xml() const;

    static const std::string with_events; ///< PCMU and telephone-event

private:
    std::string steps_;
    int sequence_ = 0;
};

/// A running sipp that takes `calls` calls and ends.
class Sipp {
public:
    static const std::string program;

    Sipp(const SippScript& script, int calls = 1);

    std::string address() const { return "sip:127.0.0.1:" + std::to_string(port_); }
    std::uint16_t port() const { return port_; }
    /// Everything went as the script says.
    bool is_content() { return process_->wait() == 0; }
    /// All that was sent and received.
    std::string messages() const { return content_of(messages_); }
    std::string log() const { return content_of(directory_.path() / "sipp.out"); }

private:
    TemporaryDirectory directory_;
    std::uint16_t port_ = free_udp_port();
    std::filesystem::path messages_ = directory_.path() / "messages.log";
    std::unique_ptr<ChildProcess> process_;
};

} // namespace tests
