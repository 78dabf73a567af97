#pragma once
#include <cstdint>
#include <string>

namespace load {

struct Options {
    std::uint16_t port = 0;
    int connections = 1;
    double seconds = 5;
    std::string to = "ADA-KING";
    std::string code;
    long first = 1;
    double rate = 100;
    std::uint16_t sink_port = 0;
};

/// A wctp-SubmitRequest of that number; its text begins with "load NUMBER ".
std::string page(const Options& options, long number);

/// Submits at a fixed rate, whatever the answers do, and takes the mails that come out on
/// `sink_port`. Prints how long after its submission each page was answered, and how long after
/// its answer the first byte of its mail came. The contact must get the full text by mail.
void run_open_loop(const Options& options);

} // namespace load
