#include "mail/readable.h"
#include "relay/intake/mail_preview.h"
#include "relay/intake/mail_submission.h"
#include "relay/service/command/commands.h"
#include "relay/service/command/exit_code.h"
#include "relay/service/command/read_config.h"
#include "relay/service/mail_manners.h"
#include "relay/service/open_store.h"
#include "store/directory_snapshot.h"
#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>

namespace relay::service::command {

namespace {

constexpr std::size_t most_bytes = 100U << 20;

struct Options {
    std::filesystem::path config;
    std::string file;
    std::string source;
    std::string sender;
    std::vector<std::string> recipients;
};

std::optional<std::string> read_all(const std::string& file)
{
    std::ifstream opened;
    if (file != "-")
        opened.open(file, std::ios::binary);
    std::istream& stream = file == "-" ? std::cin : opened;
    std::string text{std::istreambuf_iterator<char>(stream), {}};
    if ((file != "-" && !opened.is_open()) || text.size() > most_bytes)
        return std::nullopt;
    return text;
}

/// What the mail itself says where the command line names nobody.
mail::Accept as_received(const Options& options, std::string text)
{
    mail::Accept mail;
    const auto readable = mail::read_mail(text);
    const auto sender = options.sender.empty() ? readable.from_address : options.sender;
    if (const auto address = mail::Address::parse_utf8(sender))
        mail.envelope.sender = *address;
    for (const auto& recipient : options.recipients) {
        if (const auto address = mail::Address::parse_utf8(recipient))
            mail.envelope.recipients.push_back(*address);
    }
    mail.envelope.wishes.resize(mail.envelope.recipients.size());
    mail.message = std::move(text);
    return mail;
}

int show(const Options& options)
{
    const auto config = config_or_complaints(options.config, std::cerr);
    if (!config)
        return failed;
    auto text = read_all(options.file);
    if (!text) {
        std::cerr << "belfry: " << options.file << " cannot be read, or is larger than 100 MiB\n";
        return failed;
    }
    const auto manners = read_mail_manners(config->smtp.rules_dir);
    if (!manners) {
        for (const auto& error : manners.error())
            std::cerr << service::text(error) << '\n';
        return failed;
    }
    const auto store = open_store(*config);
    const auto people = store::load_directory(*store->database.reader(), store->vault);
    const auto* source = people->source_named(options.source);
    if (source == nullptr || source->door != store::Door::Smtp) {
        std::cerr << "belfry: there is no source of mail '" << options.source << "'\n";
        return not_found;
    }
    const auto manner = manners->find(source->name);
    const auto submission = intake::read_submission(
        as_received(options, std::move(*text)),
        {*source, store->vault, *people, manner == manners->end() ? nullptr : &manner->second,
         static_cast<std::size_t>(config->wctp.max_text_characters)});
    std::cout << intake::preview(submission, *source, *people);
    return done;
}

} // namespace

void add_mail(CLI::App& app, Chosen& chosen)
{
    auto options = std::make_shared<Options>();
    auto* group = app.add_subcommand("mail", "What becomes of mails");
    group->require_subcommand(1);
    auto* command = group->add_subcommand(
        "show", "Print what Belfry would make of a mail, and why. Nothing is sent or stored");
    add_config_option(*command, options->config);
    command->add_option("file", options->file, "The mail; '-' is standard input")
        ->required()
        ->type_name("FILE");
    command
        ->add_option("--source", options->source, "Whose rules to read it by, as in the directory")
        ->required()
        ->type_name("NAME");
    command->add_option("--from", options->sender, "Envelope sender; default: the mail's own")
        ->type_name("ADDRESS");
    command->add_option("--to", options->recipients, "Envelope recipient, also several")
        ->type_name("ADDRESS");
    command->callback([&chosen, options] { chosen = [options] { return show(*options); }; });
}

} // namespace relay::service::command
