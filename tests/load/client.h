#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace load {

/// A blocking TCP connection to 127.0.0.1. Throws std::runtime_error when it breaks or says nothing
/// for 60 s.
class Client {
public:
    explicit Client(std::uint16_t port);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    void send(std::string_view bytes);
    /// The next line without its CR LF.
    std::string line();
    /// That many bytes.
    std::string exactly(std::size_t count);

private:
    void more();

    int socket_;
    std::string received_;
};

/// One HTTP POST on a kept connection; the answer's body. Throws unless the status is 200.
std::string post(Client& client, std::string_view path, std::string_view body);

/// Opens an SMTP session: greeting and EHLO.
void open_smtp(Client& client);

/// One mail, pipelined like a good client. False when it was not taken.
bool send_mail(Client& client, const std::string& from, const std::string& to,
               const std::string& text);

} // namespace load
