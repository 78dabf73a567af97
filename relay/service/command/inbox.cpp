#include "mail/clean_text.h"
#include "relay/service/command/client.h"
#include "relay/service/command/commands.h"
#include "relay/service/command/table.h"
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

namespace relay::service::command {

namespace {

struct Options {
    ClientOptions client;
    std::string read;
    std::string reply;
    int choice = 0;
    std::string text;
    int limit = 20;
};

constexpr std::size_t longest_summary = 80; ///< bytes
constexpr const char* inbox_path = "/api/v1/inbox";

Failure with_advice(Failure failure)
{
    if (failure.code == denied)
        failure.text +=
            "\n  an inbox opens with its owner's token: --token-file FILE; make one with "
            "`belfry token make --name NAME --scope inbox --contact OPID`";
    return failure;
}

std::string state_of(const Json& page)
{
    if (is_true(page, "replied"))
        return "answered";
    return is_true(page, "unread") ? "new" : "read";
}

/// Subject and text on one short line.
std::string summary_of(const Json& page)
{
    if (is_true(page, "purged"))
        return "(purged)";
    const auto subject = text_of(page, "subject");
    return mail::short_line((subject.empty() ? "" : subject + ": ") + text_of(page, "text"),
                            longest_summary);
}

int list(Client& client, const Options& options)
{
    const auto inbox =
        client.get(std::string(inbox_path) + "?limit=" + std::to_string(options.limit));
    if (!inbox)
        return report(with_advice(inbox.error()));
    if (options.client.json) {
        std::cout << json_text(*inbox) << '\n';
        return done;
    }
    Table table({"PAGE", "STATE", "PRIORITY", "ACCEPTED", "FROM", "MESSAGE"});
    for (const auto& page : objects_of(*inbox, "items"))
        table.add({text_of(page, "id"), state_of(page), text_of(page, "priority"),
                   text_of(page, "acceptedAt"), text_of(page, "from"), summary_of(page)});
    std::cout << (is_for_people() ? table.aligned() : table.tabbed());
    if (is_for_people() && table.empty())
        std::cout << "no pages\n";
    return done;
}

/// "latest" stands for the newest page.
OrFailure<std::string> page_named(Client& client, const std::string& name)
{
    if (name != "latest")
        return name;
    const auto inbox = client.get(std::string(inbox_path) + "?limit=1");
    if (!inbox)
        return tl::unexpected(with_advice(inbox.error()));
    const auto pages = objects_of(*inbox, "items");
    if (pages.empty())
        return tl::unexpected(Failure{not_found, "there is no page in this inbox"});
    return text_of(pages.front(), "id");
}

void print(const Json& page)
{
    std::cout << "From:     " << printable(text_of(page, "from")) << '\n'
              << "Accepted: " << text_of(page, "acceptedAt") << '\n'
              << "Priority: " << text_of(page, "priority") << '\n'
              << "Subject:  " << printable(text_of(page, "subject")) << "\n\n"
              << (is_true(page, "purged") ? "(purged)" : printable_lines(text_of(page, "text")))
              << '\n';
    int number = 0;
    for (const auto& choice : texts_of(page, "choices")) {
        ++number;
        std::cout << (number == 1 ? "\n" : "") << "  " << number << "  " << printable(choice)
                  << '\n';
    }
    for (const auto& reply : objects_of(page, "replies"))
        std::cout << "\nanswered " << text_of(reply, "at") << ": "
                  << printable(text_of(reply, "text")) << '\n';
    if (is_true(page, "allowsReply") && !is_true(page, "replied"))
        std::cout << "\nAnswer it: belfry inbox --reply " << text_of(page, "id")
                  << (number > 0 ? " --choice N" : " --text TEXT") << '\n';
}

int read(Client& client, const Options& options)
{
    const auto name = page_named(client, options.read);
    if (!name)
        return report(name.error());
    const auto path = inbox_path + ("/" + url_escaped(*name));
    const auto page = client.get(path);
    if (!page)
        return report(with_advice(page.error()));
    if (const auto noted = client.post(path + "/read"); !noted)
        return report(with_advice(noted.error()));
    if (options.client.json)
        std::cout << json_text(*page) << '\n';
    else
        print(*page);
    return done;
}

int reply(Client& client, const Options& options)
{
    const auto name = page_named(client, options.reply);
    if (!name)
        return report(name.error());
    Json body = new Poco::JSON::Object;
    if (options.choice > 0)
        body->set("choice", options.choice);
    else
        body->set("text", options.text);
    const auto answer = client.post(inbox_path + ("/" + url_escaped(*name)) + "/reply", body);
    if (!answer)
        return report(with_advice(answer.error()));
    if (options.client.json)
        std::cout << json_text(*answer) << '\n';
    else
        std::cout << *name << " answered: " << printable(text_of(*answer, "text")) << '\n';
    return done;
}

int run(const Options& options)
{
    const bool has_answer = options.choice > 0 || !options.text.empty();
    if (options.reply.empty() == has_answer || (options.choice > 0 && !options.text.empty()))
        return report({wrong_usage, "--reply PAGE needs either --choice N or --text TEXT"});
    auto client = Client::open(options.client);
    if (!client)
        return report(with_advice(client.error()));
    if (!options.reply.empty())
        return reply(*client, options);
    return options.read.empty() ? list(*client, options) : read(*client, options);
}

} // namespace

void add_inbox(CLI::App& app, Chosen& chosen)
{
    auto options = std::make_shared<Options>();
    auto* command = app.add_subcommand("inbox", "List, read and answer the pages of a contact");
    auto* read_option = command
                            ->add_option("--read", options->read,
                                         "Show this page and mark it as read; 'latest' "
                                         "is the newest")
                            ->type_name("PAGE");
    command->add_option("--reply", options->reply, "Answer this page")
        ->type_name("PAGE")
        ->excludes(read_option);
    command->add_option("--choice", options->choice, "With --reply: the number of an answer")
        ->check(CLI::PositiveNumber);
    command->add_option("--text", options->text, "With --reply: an answer in words");
    command->add_option("--limit", options->limit, "How many to list")
        ->check(CLI::Range(1, 500))
        ->capture_default_str();
    add_client_options(*command, options->client);
    command->callback([&chosen, options] { chosen = [options] { return run(*options); }; });
}

} // namespace relay::service::command
