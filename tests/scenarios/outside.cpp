#include "tests/scenarios/outside.h"
#include "tests/relay/http/raw_client.h"
#include <sstream>
#include <system_error>

namespace tests {
namespace {

/// The n-th of a round of fates, from 1 on.
std::size_t fate(std::size_t count, std::size_t round)
{
    return count % round;
}

std::string quoted(const std::string& text)
{
    std::string all;
    for (const char c : text)
        all += c == '"' || c == '\\' || c < ' ' ? ' ' : c;
    return all;
}

std::string bytes_of(const HttpAsked& asked)
{
    std::string all = asked.line + "\n";
    for (const auto& header : asked.headers)
        all += header + "\n";
    return all + "\n" + asked.body;
}

std::string hung_up(TcpPeer& peer)
{
    peer.reset();
    return {};
}

std::string text_answer(std::size_t count, const HttpAsked& asked, TcpPeer& peer)
{
    switch (fate(count, 6)) {
    case 1:
        return http_answer(400, R"({"message":"cannot send )" + quoted(asked.body) + "\"}");
    case 2:
        return http_answer(429, "{}", "application/json", "Retry-After: 1\r\n");
    case 3:
        return hung_up(peer);
    default: // the others are taken
        return http_answer(202, R"({"id":"sms-)" + std::to_string(count) + "\"}");
    }
}

std::string carrier_answer(std::size_t count, TcpPeer& peer)
{
    const std::string begin = "<?xml version=\"1.0\"?><wctp-Operation "
                              "wctpVersion=\"wctp-dtd-v1r3\"><wctp-Confirmation>";
    const std::string end = "</wctp-Confirmation></wctp-Operation>";
    const auto failure = [&](const std::string& code) {
        return http_answer(200,
                           begin + "<wctp-Failure errorCode=\"" + code +
                               "\" errorText=\"No\">no</wctp-Failure>" + end,
                           "text/xml");
    };
    switch (fate(count, 6)) {
    case 1:
        return failure("404");
    case 2:
        return failure("603");
    case 3:
        return hung_up(peer);
    default: // the others are taken
        return http_answer(200,
                           begin +
                               "<wctp-Success successCode=\"200\" successText=\"Accepted\">"
                               "ok</wctp-Success>" +
                               end,
                           "text/xml");
    }
}

std::optional<mail::Verdict> mail_verdict(std::size_t count)
{
    switch (fate(count, 6)) {
    case 1:
        return mail::Verdict::not_allowed("taken for spam");
    case 2:
        return mail::Verdict::try_later("disk full");
    case 3:
        return std::nullopt;
    default: // the others are taken
        return mail::Verdict::accept_message("mail-" + std::to_string(count));
    }
}

/// A paging terminal of level 2 that refuses some.
void page_terminal(TcpPeer& peer, Record& record)
{
    peer.write("220 ready\r\n");
    std::string session;
    while (const auto line = peer.read_until("\r\n")) {
        session += *line;
        if (line->starts_with("SEND")) {
            const auto turn = fate(record.keep(session), 5);
            peer.write(turn == 1   ? "554 failed, try again\r\n"
                       : turn == 2 ? "750 no: " + session.substr(0, session.find('\r')) + "\r\n"
                                   : "250 sent\r\n");
        } else if (line->starts_with("DATA")) {
            peer.write("354 go on\r\n");
            session += peer.read_until("\r\n.\r\n").value_or("");
            peer.write("250 ok\r\n");
        } else if (line->starts_with("QUIT")) {
            return peer.write("221 bye\r\n");
        } else {
            peer.write("250 ok\r\n");
        }
    }
}

std::string unescaped(const std::string& form)
{
    std::string text;
    for (std::size_t i = 0; i < form.size(); ++i) {
        const bool is_escape = form[i] == '%' && i + 2 < form.size();
        text +=
            is_escape ? static_cast<char>(std::stoi(form.substr(i + 1, 2), nullptr, 16)) : form[i];
        i += is_escape ? 2 : 0;
    }
    return text;
}

/// Posts a form to http://127.0.0.1:PORT/...; the answer's body, nothing when the house is gone.
std::string post(const std::string& url, const std::string& form)
{
    const auto path = url.find('/', std::string("http://").size());
    const auto colon = url.rfind(':', path);
    const auto port =
        static_cast<std::uint16_t>(std::stoi(url.substr(colon + 1, path - colon - 1)));
    try {
        relay::test::RawClient client(port);
        client.send("POST " + url.substr(path) +
                    " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: "
                    "application/x-www-form-urlencoded\r\nContent-Length: " +
                    std::to_string(form.size()) + "\r\n\r\n" + form);
        const auto answer = client.answer();
        return answer ? answer->body : std::string();
    } catch (const std::system_error&) {
        return {};
    }
}

} // namespace

std::size_t Record::keep(const std::string& bytes)
{
    const std::lock_guard lock(mutex_);
    all_.push_back(bytes);
    return all_.size();
}

std::vector<std::string> Record::all() const
{
    const std::lock_guard lock(mutex_);
    return all_;
}

VoiceGateway::VoiceGateway()
    : server_([this](const HttpAsked& asked, TcpPeer&) { return take(asked); }),
      talker_([this](const std::stop_token& stop) { talk(stop); })
{
}

std::string VoiceGateway::take(const HttpAsked& asked)
{
    const auto count = asked_.keep(bytes_of(asked));
    const auto turn = fate(count, 4);
    if (turn == 1)
        return http_answer(400, R"({"code":13224,"message":")" + quoted(asked.body) + "\"}");
    const auto begin = asked.body.find("Url=") + 4;
    const std::lock_guard lock(mutex_);
    calls_.emplace_back(unescaped(asked.body.substr(begin, asked.body.find('&', begin) - begin)),
                        turn == 2);
    came_.notify_all();
    return http_answer(201, R"({"sid":"CA)" + std::to_string(count) + "\"}");
}

void VoiceGateway::talk(const std::stop_token& stop)
{
    for (;;) {
        std::unique_lock lock(mutex_);
        if (!came_.wait(lock, stop, [&] { return !calls_.empty(); }))
            return;
        const auto [address, is_busy] = calls_.front();
        calls_.pop_front();
        lock.unlock();
        if (is_busy) {
            told_.keep(post(address, "CallStatus=busy"));
            continue;
        }
        // A person, who listens to all of it and accepts.
        for (const std::string keys : {"", "&Digits=1", "&Digits=", "&Digits=1", "&Digits=%23"})
            told_.keep(post(address, "CallStatus=in-progress" + keys));
        told_.keep(post(address, "CallStatus=completed"));
    }
}

Outside::Outside(Texts texts)
    : texts_(texts),
      mail_server_(
          {.message =
               [this](const TakenMail& mail) { return mail_verdict(mail_.keep(mail.message)); }}),
      sms_gateway_([this](const HttpAsked& asked, TcpPeer& peer) {
          return text_answer(sms_.keep(bytes_of(asked)), asked, peer);
      }),
      terminal_([this](TcpPeer& peer) { page_terminal(peer, snpp_); }),
      carrier_([this](const HttpAsked& asked, TcpPeer& peer) {
          return carrier_answer(wctp_.keep(bytes_of(asked)), peer);
      }),
      push_service_(http_answer(201, ""), issuer_.issue("localhost"))
{
    for (const auto* name : {"password", "sid", "token"})
        write_file(folder_.path() / name, "s3cret\n");
    const auto voice =
        read_file(std::filesystem::path(BELFRY_SOURCE_DIR) / "etc/channels.d/twilio-voice.yaml");
    const auto signature = voice.find("  signature:"); // callback_test.cpp is about those
    write_file(folder_.path() / "voice.yaml",
               voice.substr(0, signature) + voice.substr(voice.find('\n', signature) + 1));
    if (texts_ == Texts::ByHttp)
        return;
    smsc_ = std::make_unique<ChildProcess>(
        std::vector<std::string>{
            "/usr/bin/perl", std::string(BELFRY_SOURCE_DIR) + "/tests/peers/smsc.pl", "--port",
            std::to_string(smsc_port_), "--answers",
            "ok,throttle,status:8,status:11,cut,ok,status:97", "--receipt",
            "id:{id} sub:001 dlvrd:000 submit date:2611241200 done date:2611241201 stat:UNDELIV "
            "err:001 text:-"},
        folder_.path() / "smsc.log");
    if (!appears_in(folder_.path() / "smsc.log", "listening"))
        throw std::runtime_error("no message centre: " + content_of(folder_.path() / "smsc.log"));
}

std::string Outside::sms_config() const
{
    if (texts_ == Texts::BySmpp)
        return "    driver: smpp\n    host: 127.0.0.1\n    system_id: relay\n    from: \"55512\"\n"
               "    port: " +
               std::to_string(smsc_port_) +
               "\n    rate: 0\n    password_file: " + (folder_.path() / "password").string() + "\n";
    return "    driver_file: " + std::string(BELFRY_SOURCE_DIR) +
           "/etc/channels.d/demo.yaml\n    url: " + sms_gateway_.url("") +
           "\n    callback_url: http://127.0.0.1:" + std::to_string(house_port_) + "\n";
}

std::string Outside::ivr_config() const
{
    return "  ivr:\n    driver_file: " + (folder_.path() / "voice.yaml").string() +
           "\n    url: http://127.0.0.1:" + std::to_string(voice_.port()) +
           "\n    from: \"+15551110000\"\n    callback_url: http://127.0.0.1:" +
           std::to_string(house_port_) +
           "\n    secrets:\n      account_sid: " + (folder_.path() / "sid").string() +
           "\n      auth_token: " + (folder_.path() / "token").string() + "\n";
}

Wishes Outside::wishes() const
{
    Wishes made;
    made.http_port = house_port_;
    made.mail_port = mail_server_.port();
    made.sms = sms_config();
    made.more_channels =
        ivr_config() +
        "  snpp:\n    host: 127.0.0.1\n    port: " + std::to_string(terminal_.port()) +
        "\n  wctp_peer:\n    url: " + carrier_.url("/wctp") +
        "\n    sender_id: paging@hospital.example\n" + PushDevice::config(issuer_.ca_file());
    made.more_config = "  level: debug\n";
    return made;
}

std::vector<std::pair<std::string, std::vector<std::string>>> Outside::seen() const
{
    std::vector<std::string> pushes;
    for (const auto& asked : push_service_.asked())
        pushes.push_back(bytes_of(asked));
    auto sms = sms_.all();
    if (smsc_ != nullptr) {
        std::istringstream log(content_of(folder_.path() / "smsc.log"));
        for (std::string line; std::getline(log, line);)
            sms.push_back(line);
    }
    return {{"mail", mail_.all()},
            {"sms", sms},
            {"calls", voice_.asked().all()},
            {"words of calls", voice_.told().all()},
            {"snpp", snpp_.all()},
            {"wctp peer", wctp_.all()},
            {"pushes", pushes}};
}

} // namespace tests
