// Makes load for packaging/bench: WCTP and SMTP in closed loops, and an open loop that measures the
// way from submission to the outgoing channel.
#include "tests/load/client.h"
#include "tests/load/open_loop.h"
#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <functional>
#include <mutex>
#include <thread>

namespace {

using Clock = std::chrono::steady_clock;

/// Does one thing again and again on one connection; false: it was refused.
using Work = std::function<bool(load::Client&, long)>;

struct Result {
    long done = 0;
    long refused = 0;
    double seconds = 0;
    std::vector<double> latencies_ms;
};

double percentile(std::vector<double>& sorted, double part)
{
    if (sorted.empty())
        return 0;
    return sorted[static_cast<std::size_t>(part * double(sorted.size() - 1))];
}

Result closed_loop(const load::Options& options, const Work& open, const Work& work)
{
    std::atomic<long> number{options.first};
    std::mutex mutex;
    Result result;
    const auto begin = Clock::now();
    const auto end = begin + std::chrono::milliseconds(long(options.seconds * 1000));
    std::vector<std::jthread> threads;
    for (int i = 0; i < options.connections; ++i) {
        threads.emplace_back([&] {
            std::vector<double> latencies;
            long done = 0;
            long refused = 0;
            load::Client client(options.port);
            open(client, 0);
            while (Clock::now() < end) {
                const auto start = Clock::now();
                (work(client, number++) ? done : refused) += 1;
                latencies.push_back(
                    std::chrono::duration<double, std::milli>(Clock::now() - start).count());
            }
            const std::lock_guard lock(mutex);
            result.done += done;
            result.refused += refused;
            result.latencies_ms.insert(result.latencies_ms.end(), latencies.begin(),
                                       latencies.end());
        });
    }
    threads.clear(); // joins
    result.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    return result;
}

void print(Result result)
{
    std::ranges::sort(result.latencies_ms);
    std::printf("%.0f/s  done %ld  refused %ld  p50 %.2f ms  p99 %.2f ms\n",
                double(result.done) / result.seconds, result.done, result.refused,
                percentile(result.latencies_ms, 0.5), percentile(result.latencies_ms, 0.99));
}

bool no_opening(load::Client&, long)
{
    return true;
}

Result run_wctp(const load::Options& options)
{
    return closed_loop(options, no_opening, [&](load::Client& client, long number) {
        const auto answer = load::post(client, "/wctp", load::page(options, number));
        return answer.find("wctp-Success") != std::string::npos;
    });
}

Result run_smtp(const load::Options& options)
{
    const std::string filler(900, 'x');
    return closed_loop(
        options, [](load::Client& client, long) { return load::open_smtp(client), true; },
        [&](load::Client& client, long number) {
            const auto name = "load-" + std::to_string(number) + "@load.example";
            return load::send_mail(client, "load@load.example", options.to,
                                   "From: load@load.example\r\nTo: " + options.to +
                                       "\r\nSubject: load\r\nMessage-ID: <" + name + ">\r\n\r\n" +
                                       filler);
        });
}

} // namespace

int main(int argc, char** argv)
{
    CLI::App app("Load for packaging/bench; traffic to 127.0.0.1 only.");
    load::Options options;
    app.require_subcommand(1);
    const auto common = [&](CLI::App* mode) {
        mode->add_option("--port", options.port)->required();
        mode->add_option("--connections", options.connections)->capture_default_str();
        mode->add_option("--seconds", options.seconds)->capture_default_str();
        mode->add_option("--to", options.to, "OPID or mail address")->capture_default_str();
        mode->add_option("--code", options.code, "WCTP security code");
        mode->add_option("--first", options.first, "first message number")->capture_default_str();
        mode->add_option("--rate", options.rate, "latency: messages per second");
        mode->add_option("--sink-port", options.sink_port, "latency: where the mails come out");
        return mode;
    };
    auto* wctp = common(app.add_subcommand("wctp", "SubmitRequests on kept connections"));
    auto* smtp = common(app.add_subcommand("smtp", "1 kB mails on kept sessions"));
    auto* latency = common(app.add_subcommand("latency", "submission to outgoing mail, open loop"));
    CLI11_PARSE(app, argc, argv);
    try {
        if (wctp->parsed())
            print(run_wctp(options));
        if (smtp->parsed())
            print(run_smtp(options));
        if (latency->parsed())
            load::run_open_loop(options);
    } catch (const std::exception& trouble) {
        std::fprintf(stderr, "belfry-load: %s\n", trouble.what());
        return 1;
    }
    return 0;
}
