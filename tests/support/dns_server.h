#pragma once
#include <Poco/Net/DatagramSocket.h>
#include <Poco/Net/SocketAddress.h>
#include <algorithm>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace tests {

/// A name server on a free loopback port: answers what it was told, "no such name" for the rest.
class DnsServer {
public:
    DnsServer()
        : socket_(Poco::Net::SocketAddress("127.0.0.1", 0)),
          thread_([this](const std::stop_token& stop) { serve(stop); })
    {
    }
    ~DnsServer()
    {
        thread_.request_stop();
        // Wakes the thread, which waits for a question.
        Poco::Net::DatagramSocket().sendTo("x", 1, socket_.address());
    }
    DnsServer(const DnsServer&) = delete;
    DnsServer& operator=(const DnsServer&) = delete;

    std::string address() const { return socket_.address().toString(); }

    void text(const std::string& name, std::string record)
    {
        std::string data;
        for (std::size_t at = 0; at < record.size(); at += 255) {
            const auto part = record.substr(at, 255);
            data += static_cast<char>(part.size());
            data += part;
        }
        add(name, 16, std::move(data));
    }
    void ipv4(const std::string& name, std::string octets) { add(name, 1, std::move(octets)); }
    void mail_host(const std::string& name, char preference, const std::string& host)
    {
        add(name, 15, std::string(1, '\0') + preference + wire_name(host));
    }

private:
    void add(const std::string& name, int type, std::string data)
    {
        const std::lock_guard lock(mutex_);
        records_[{wire_name(name), type}].push_back(std::move(data));
    }

    static std::string wire_name(const std::string& name)
    {
        std::string wire;
        for (std::size_t at = 0; at < name.size();) {
            const auto end = std::min(name.find('.', at), name.size());
            wire += static_cast<char>(end - at);
            wire += name.substr(at, end - at);
            at = end + 1;
        }
        return wire + '\0';
    }

    void serve(const std::stop_token& stop)
    {
        char bytes[2048];
        Poco::Net::SocketAddress from;
        for (;;) {
            const int size = socket_.receiveFrom(bytes, sizeof bytes, from);
            if (stop.stop_requested())
                return;
            const auto answer = answer_to({bytes, static_cast<std::size_t>(size)});
            if (!answer.empty())
                socket_.sendTo(answer.data(), static_cast<int>(answer.size()), from);
        }
    }

    /// RFC 1035 4.1, without compression but for the name of the question.
    std::string answer_to(const std::string& question)
    {
        constexpr std::size_t head = 12;
        const auto end = question.find('\0', head);
        if (question.size() < head || end == std::string::npos || end + 5 > question.size())
            return {};
        auto name = question.substr(head, end + 1 - head);
        for (auto& c : name)
            c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        const int type = static_cast<unsigned char>(question[end + 2]);
        const std::lock_guard lock(mutex_);
        const auto found = records_.find({name, type});
        const auto count = found == records_.end() ? 0 : found->second.size();
        std::string answer = question.substr(0, 2) + "\x85" + (count == 0 ? "\x83" : "\x80");
        answer += std::string("\0\1\0", 3) + static_cast<char>(count) + std::string(4, '\0');
        answer += question.substr(head, end + 5 - head);
        for (std::size_t at = 0; at < count; ++at) {
            const auto& data = found->second[at];
            answer += std::string("\xC0\x0C\0", 3) + static_cast<char>(type) +
                      std::string("\0\1\0\0\0\x3C", 6) + static_cast<char>(data.size() / 256) +
                      static_cast<char>(data.size() % 256) + data;
        }
        return answer;
    }

    Poco::Net::DatagramSocket socket_;
    std::mutex mutex_;
    std::map<std::pair<std::string, int>, std::vector<std::string>> records_; ///< guarded by mutex_
    std::jthread thread_; ///< last: uses the above
};

} // namespace tests
