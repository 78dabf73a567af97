#include "tests/peers/sipp.h"
#include "tests/support/free_port.h"
#include <arpa/inet.h>
#include <fstream>
#include <iomanip>
#include <poll.h>
#include <sstream>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace tests {

namespace {

const std::string recordings = "/usr/share/sip-tester/dtmf_2833_";

bool can_bind(int port)
{
    const int probe = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool is_free =
        ::bind(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(probe);
    return is_free;
}

/// Whoever tries to bind it may be in the way of who should have it, so the kernel is asked.
bool has_owner(std::uint16_t port)
{
    std::ostringstream end;
    end << ':' << std::hex << std::uppercase << std::setw(4) << std::setfill('0') << port;
    std::ifstream sockets("/proc/net/udp");
    for (std::string line; std::getline(sockets, line);) {
        std::istringstream words(line);
        std::string number;
        std::string local;
        if (words >> number >> local && local.ends_with(end.str()))
            return true;
    }
    return false;
}

/// The lines that every answer begins with.
std::string answer_head(int code, const std::string& reason)
{
    return "SIP/2.0 " + std::to_string(code) + " " + reason +
           "\n[last_Via:]\n[last_Record-Route:]\n[last_From:]\n[last_To:];tag=[pid]T[call_number]"
           "\n[last_Call-ID:]\n"
           "[last_CSeq:]\n";
}

/// A request within the call, from the called: their To is our From.
std::string request_head(const std::string& method, int sequence)
{
    return method +
           " [next_url] SIP/2.0\nVia: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]\n"
           "[routes]\n"
           "From: [$called];tag=[pid]T[call_number]\nTo: [$caller]\nCall-ID: [call_id]\nCSeq: " +
           std::to_string(sequence) + " " + method + "\nMax-Forwards: 70\n";
}

std::string send(const std::string& message, const std::string& attributes = "")
{
    return "<send" + attributes + "><![CDATA[\n" + message + "]]></send>\n";
}

std::string without_body(const std::string& head)
{
    return head + "Content-Length: 0\n\n";
}

std::string file_of(char key)
{
    const std::string name = key == '*' ? "star" : key == '#' ? "pound" : std::string(1, key);
    return recordings + name + ".pcap";
}

} // namespace

std::uint16_t free_udp_port()
{
    constexpr int tries = 200;
    constexpr int at_once = 8; // a telephone takes those behind it, for video too
    for (int i = 0; i < tries; ++i) {
        const auto port = free_port();
        if (port % at_once == 0 && can_bind(port) && can_bind(port + 1))
            return port;
    }
    throw std::runtime_error("no UDP port is free");
}

void wait_until_heard(const ChildProcess& program, std::uint16_t port)
{
    constexpr int pause_ms = 10; // neither sipp nor kamailio says when
    while (!has_owner(port) && !program.is_over())
        ::poll(nullptr, 0, pause_ms);
}

SippScript& SippScript::takes_invite()
{
    steps_ += "<recv request=\"INVITE\" rrs=\"true\"><action>"
              "<ereg regexp=\".*\" search_in=\"hdr\" header=\"From:\" assign_to=\"caller\"/>"
              "<ereg regexp=\".*\" search_in=\"hdr\" header=\"To:\" assign_to=\"called\"/>"
              "</action></recv>\n<Reference variables=\"caller,called\"/>\n";
    return *this;
}

SippScript& SippScript::challenges(const std::string& user, const std::string& password)
{
    steps_ += send(without_body(answer_head(401, "Unauthorized") +
                                "WWW-Authenticate: Digest realm=\"hospital\", nonce=\"" +
                                "47364c23432d2e131a5fb210812c\", algorithm=MD5\n"));
    steps_ += "<recv request=\"ACK\"/>\n<recv request=\"INVITE\" rrs=\"true\"><action>"
              "<verifyauth assign_to=\"known\" username=\"" +
              user + "\" password=\"" + password +
              "\"/></action></recv>\n<nop hide=\"true\" test=\"known\" next=\"welcome\"/>\n";
    steps_ += send(without_body(answer_head(401, "Unauthorized") +
                                "WWW-Authenticate: Digest realm=\"hospital\", nonce=\"" +
                                "56364c23432d2e131a5fb210812d\", algorithm=MD5\n"));
    steps_ += "<recv request=\"ACK\" next=\"end\"/>\n<label id=\"welcome\"/>\n";
    return *this;
}

SippScript& SippScript::says(int code, const std::string& reason, const std::string& header)
{
    steps_ += send(without_body(answer_head(code, reason) + header));
    return *this;
}

SippScript& SippScript::refuses(int code, const std::string& reason, const std::string& header)
{
    says(code, reason, header);
    steps_ += "<recv request=\"ACK\"/>\n";
    return *this;
}

const std::string SippScript::with_events =
    "0 101\na=rtpmap:0 PCMU/8000\na=rtpmap:101 telephone-event/8000\n";

SippScript& SippScript::answers(const std::string& media, std::uint16_t ear)
{
    const auto port = ear == 0 ? "[media_port]" : std::to_string(ear);
    steps_ += send(answer_head(200, "OK") +
                       "Contact: <sip:[local_ip]:[local_port]>\nContent-Type: application/sdp\n"
                       "Content-Length: [len]\n\nv=0\no=phone 1 1 IN IP4 [local_ip]\ns=-\n"
                       "c=IN IP4 [media_ip]\nt=0 0\nm=audio " +
                       port + " RTP/AVP " + media,
                   " retrans=\"500\"");
    steps_ += "<recv request=\"ACK\"/>\n";
    return *this;
}

SippScript& SippScript::waits(int milliseconds)
{
    steps_ += "<pause milliseconds=\"" + std::to_string(milliseconds) + "\"/>\n";
    return *this;
}

SippScript& SippScript::presses(const std::string& keys)
{
    for (const char key : keys) {
        steps_ += "<nop><action><exec play_pcap_audio=\"" + file_of(key) + "\"/></action></nop>\n";
        waits(250);
    }
    return *this;
}

SippScript& SippScript::answers_with_sound(const std::string& file)
{
    answers("0\n");
    const std::string port = "[media_port]";
    steps_.replace(steps_.rfind(port), port.size(), "[rtpstream_audio_port]");
    steps_ += "<nop><action><exec rtp_stream=\"" + file + ",1,0,PCMU/8000\"/></action></nop>\n";
    return *this;
}

SippScript& SippScript::presses_by_info(const std::string& keys)
{
    for (const char key : keys) {
        steps_ += send(request_head("INFO", ++sequence_) +
                           "Content-Type: application/dtmf-relay\nContent-Length: [len]\n\n"
                           "Signal=" +
                           key + "\nDuration=160\n",
                       " retrans=\"500\"");
        steps_ += "<recv response=\"200\"/>\n";
    }
    return *this;
}

SippScript& SippScript::takes_bye()
{
    steps_ += "<recv request=\"BYE\"/>\n" + send(without_body(answer_head(200, "OK")));
    return *this;
}

SippScript& SippScript::hangs_up()
{
    steps_ += send(without_body(request_head("BYE", ++sequence_)), " retrans=\"500\"");
    steps_ += "<recv response=\"200\"/>\n";
    return *this;
}

SippScript& SippScript::takes_cancel()
{
    steps_ += "<recv request=\"CANCEL\"/>\n" + send(without_body(answer_head(200, "OK")));
    // The INVITE's own answer has the INVITE's CSeq.
    steps_ += send("SIP/2.0 487 Request Terminated\n[last_Via:]\n[last_From:]\n"
                   "[last_To:];tag=[pid]T[call_number]\n[last_Call-ID:]\n"
                   "CSeq: [last_cseq_number] INVITE\nContent-Length: 0\n\n");
    steps_ += "<recv request=\"ACK\"/>\n";
    return *this;
}

std::string SippScript::xml() const
{
    return "<?xml version=\"1.0\" encoding=\"ISO-8859-1\" ?>\n<scenario name=\"telephone\">\n" +
           steps_ + "<label id=\"end\"/>\n</scenario>\n";
}

const std::string Sipp::program = "/usr/bin/sipp";

Sipp::Sipp(const SippScript& script, int calls)
{
    const auto scenario = directory_.path() / "scenario.xml";
    std::ofstream(scenario) << script.xml();
    process_ = std::make_unique<ChildProcess>(
        std::vector<std::string>{program,
                                 "-sf",
                                 scenario.string(),
                                 "-i",
                                 "127.0.0.1",
                                 "-p",
                                 std::to_string(port_),
                                 "-mi",
                                 "127.0.0.1",
                                 "-mp",
                                 std::to_string(free_udp_port()),
                                 "-m",
                                 std::to_string(calls),
                                 "-nostdin",
                                 "-timeout",
                                 "60",
                                 "-timeout_error",
                                 "-trace_msg",
                                 "-message_file",
                                 messages_.string(),
                                 "-trace_err",
                                 "-error_file",
                                 (directory_.path() / "errors.log").string()},
        directory_.path() / "sipp.out");
    wait_until_heard(*process_, port_);
}

} // namespace tests
