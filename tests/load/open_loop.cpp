#include "tests/load/open_loop.h"
#include "tests/load/client.h"
#include "tests/load/sink.h"
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <vector>

namespace load {
namespace {

using Clock = Sink::Clock;

struct Times {
    Clock::time_point due;
    Clock::time_point answered;
};

void print(const char* what, std::vector<double> times_ms)
{
    if (times_ms.empty()) {
        std::printf("%s: none\n", what);
        return;
    }
    std::ranges::sort(times_ms);
    const auto at = [&](double part) {
        return times_ms[static_cast<std::size_t>(part * double(times_ms.size() - 1))];
    };
    std::printf("%s: p50 %.2f ms  p99 %.2f ms  max %.2f ms  (%zu)\n", what, at(0.5), at(0.99),
                times_ms.back(), times_ms.size());
}

double ms(Clock::duration span)
{
    return std::chrono::duration<double, std::milli>(span).count();
}

/// One of several submitters: takes every `step`-th message at the instant it is due.
void submit(const Options& options, int offset, int step, Clock::time_point begin,
            std::map<long, Times>& times, std::mutex& mutex)
{
    Client client(options.port);
    const auto count = long(options.seconds * options.rate);
    for (long i = offset; i < count; i += step) {
        const auto due = begin + std::chrono::microseconds(long(double(i) * 1e6 / options.rate));
        std::this_thread::sleep_until(due); // an open loop is made of this
        const auto answer = post(client, "/wctp", page(options, options.first + i));
        const auto answered = Clock::now();
        if (answer.find("wctp-Success") == std::string::npos)
            throw std::runtime_error("refused: " + answer);
        const std::lock_guard lock(mutex);
        times[options.first + i] = {due, answered};
    }
}

} // namespace

std::string page(const Options& options, long number)
{
    const auto id = std::to_string(number);
    return "<?xml version=\"1.0\"?><wctp-Operation wctpVersion=\"wctp-dtd-v1r3\">"
           "<wctp-SubmitRequest><wctp-SubmitHeader submitTimestamp=\"2026-11-24T12:00:00\">"
           "<wctp-Originator senderID=\"demo@monitor.example\" securityCode=\"" +
           options.code + "\"/><wctp-MessageControl messageID=\"load-" + id +
           "\"/><wctp-Recipient recipientID=\"" + options.to +
           "\"/></wctp-SubmitHeader><wctp-Payload><wctp-Alphanumeric>load " + id +
           " Bed 12: potassium 6.8 mmol/l, please call the laboratory</wctp-Alphanumeric>"
           "</wctp-Payload></wctp-SubmitRequest></wctp-Operation>";
}

void run_open_loop(const Options& options)
{
    const Sink sink(options.sink_port);
    std::map<long, Times> times;
    std::mutex mutex;
    const auto begin = Clock::now() + std::chrono::milliseconds(200);
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < options.connections; ++i)
            threads.emplace_back(
                [&, i] { submit(options, i, options.connections, begin, times, mutex); });
    }
    const auto patience = Clock::now() + std::chrono::seconds(30);
    while (sink.arrivals().size() < times.size() && Clock::now() < patience)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    const auto arrivals = sink.arrivals();
    std::vector<double> answer;
    std::vector<double> dispatch;
    for (const auto& [number, time] : times) {
        answer.push_back(ms(time.answered - time.due));
        if (const auto arrived = arrivals.find(number); arrived != arrivals.end())
            dispatch.push_back(ms(arrived->second - time.answered));
    }
    print("due to answer", answer);
    print("answer to mail at the sink", dispatch);
    std::printf("submitted %zu, arrived %zu\n", times.size(), dispatch.size());
}

} // namespace load
