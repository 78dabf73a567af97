#include "relay/service/command/commands.h"
#include "relay/service/command/wctp_replay.h"
#include "relay/service/command/wctp_talk.h"
#include "relay/service/config_value.h"
#include "wctp/answers.h"
#include "wctp/http_binding.h"
#include "wctp/lint.h"
#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>

namespace relay::service::command {

namespace {

constexpr const char* local_server = "http://127.0.0.1:8080/wctp";

struct Options {
    std::string url = local_server;
    std::string file;
    std::string sender;
    std::string recipient;
    std::string tracking;
    std::filesystem::path code_file;
    std::uint32_t most = 10;
    bool acknowledges = false;
};

OrFailure<std::string> content_of(const std::string& file)
{
    if (file == "-")
        return std::string(std::istreambuf_iterator<char>(std::cin), {});
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        return tl::unexpected(Failure{not_found, "cannot read " + file});
    return std::string(std::istreambuf_iterator<char>(stream), {});
}

/// Empty without --code-file.
OrFailure<std::string> code_of(const Options& options)
{
    if (options.code_file.empty())
        return std::string();
    auto code = read_secret(options.code_file);
    if (!code)
        return tl::unexpected(Failure{denied, code.error()});
    return std::move(*code);
}

int ask(const Options& options, wctp::Operation operation)
{
    const auto answer = ask_wctp(options.url, {wctp::Version::V1r3, {}, std::move(operation)});
    if (!answer)
        return report(answer.error());
    std::cout << lines_of(*answer);
    return done;
}

int run_lint(const Options& options)
{
    const auto bytes = content_of(options.file);
    if (!bytes)
        return report(bytes.error());
    const auto found = wctp::lint({}, *bytes);
    std::cout << wctp::text(found);
    return found.lenient ? done : failed;
}

int run_post(const Options& options)
{
    const auto bytes = content_of(options.file);
    if (!bytes)
        return report(bytes.error());
    const auto answer = post_wctp(options.url, *bytes);
    if (!answer)
        return report(answer.error());
    std::cout << *answer << '\n';
    const auto document = wctp::parse_body({}, *answer);
    const auto said = document ? wctp::outcome(*document) : std::nullopt;
    return said       ? std::visit([](const auto& one) { return exit_code_of(one.code); }, *said)
           : document ? done
                      : failed;
}

int run_poll(const Options& options)
{
    const auto code = code_of(options);
    if (!code)
        return report(code.error());
    const wctp::PollForMessages poll{options.sender, *code, options.most, {}};
    const auto answer = ask_wctp(options.url, {wctp::Version::V1r3, {}, poll});
    if (!answer)
        return report(answer.error());
    std::cout << lines_of(*answer);
    const auto acknowledging =
        options.acknowledges ? acknowledgement_of(*answer, poll) : std::nullopt;
    if (!acknowledging)
        return done;
    const auto confirmed = ask_wctp(options.url, *acknowledging);
    return confirmed ? done : report(confirmed.error());
}

int run_query(const Options& options)
{
    return ask(options, wctp::ClientQuery{options.sender, options.recipient, options.tracking, {}});
}

int run_versions(const Options& options)
{
    const auto now =
        std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    return ask(options, wctp::VersionQuery{options.sender, wctp::time_text(now)});
}

int run_lookup(const Options& options)
{
    const auto code = code_of(options);
    if (!code)
        return report(code.error());
    wctp::LookupSubscriber lookup;
    lookup.originator = {options.sender, *code, {}};
    lookup.control = {"lookup", "lookup", {}};
    lookup.recipient.recipient_id = options.recipient;
    return ask(options, std::move(lookup));
}

/// The subcommands share their options; each has those that it needs.
class Adding {
public:
    Adding(CLI::App& group, Chosen& chosen) : group_(group), chosen_(chosen) {}

    CLI::App& operator()(const char* name, const char* what, int (*act)(const Options&))
    {
        auto* command = group_.add_subcommand(name, what);
        command->callback([&chosen = chosen_, options = options_, act] {
            chosen = [options, act] { return act(*options); };
        });
        return *command;
    }
    void file(CLI::App& command)
    {
        command.add_option("file", options_->file, "The document; - is stdin")
            ->required()
            ->type_name("FILE");
    }
    void url(CLI::App& command)
    {
        command.add_option("--url", options_->url, "Where it is sent to")->capture_default_str();
    }
    void sender(CLI::App& command, const char* option, const char* what)
    {
        command.add_option(option, options_->sender, what)->required();
    }
    void code(CLI::App& command)
    {
        command.add_option("--code-file", options_->code_file, "File with the security code");
    }
    void recipient(CLI::App& command)
    {
        command.add_option("--recipient", options_->recipient, "The recipientID")->required();
    }
    Options& options() { return *options_; }

private:
    CLI::App& group_;
    Chosen& chosen_;
    std::shared_ptr<Options> options_ = std::make_shared<Options>();
};

} // namespace

void add_wctp(CLI::App& app, Chosen& chosen)
{
    auto* group = app.add_subcommand("wctp", "Speak WCTP by hand, and see what a document is");
    group->require_subcommand(1);
    Adding add(*group, chosen);

    add.file(add("lint", "Say each deviation of a document, and what becomes of it", run_lint));
    auto& post = add("post", "Send a document as it is and print the answer", run_post);
    add.file(post);
    add.url(post);
    auto& poll = add("poll", "Fetch what waits for a poller", run_poll);
    add.url(poll);
    add.sender(poll, "--poller", "The pollerID");
    add.code(poll);
    poll.add_option("--max", add.options().most, "Most messages to fetch")->capture_default_str();
    poll.add_flag("--acknowledge", add.options().acknowledges,
                  "Say that they came: they are not offered again");
    auto& query = add("query", "Ask what became of a transient client's message", run_query);
    add.url(query);
    add.sender(query, "--sender", "The senderID it was submitted with");
    add.recipient(query);
    query.add_option("--tracking", add.options().tracking, "Its trackingNumber")->required();
    auto& lookup = add("lookup", "Ask whether there is such a recipient", run_lookup);
    add.url(lookup);
    add.sender(lookup, "--sender", "The senderID");
    add.code(lookup);
    add.recipient(lookup);
    auto& versions = add("versions", "Ask which versions a server speaks", run_versions);
    add.url(versions);
    add.sender(versions, "--sender", "Who asks");
    add_wctp_replay(*group, chosen);
}

} // namespace relay::service::command
