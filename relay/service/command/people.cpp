#include "relay/service/command/client.h"
#include "relay/service/command/commands.h"
#include "relay/service/command/table.h"
#include "relay/service/config_value.h"
#include "store/model/directory.h"
#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>
#include <memory>

// `belfry contacts` and `belfry groups`: the same two questions about either.

namespace relay::service::command {

namespace {

struct Options {
    ClientOptions client;
    std::string path;
    std::string opid;
    std::string q;
    std::string group;
    std::function<std::vector<std::string>(const Json&)> row;
    std::vector<std::string> heading;
};

std::string joined(const std::vector<std::string>& texts)
{
    std::string all;
    for (const auto& text : texts)
        all += (all.empty() ? "" : ", ") + text;
    return all;
}

std::string redundancy_text(const Json& contact)
{
    std::string all;
    for (const auto& rule : objects_of(contact, "redundancy"))
        all += (all.empty() ? "" : ", ") + text_of(rule, "channel") + " after " +
               duration_text(store::Millis{number_of(rule, "delayMs")}) + " unless " +
               text_of(rule, "unless");
    return all;
}

std::vector<std::string> contact_row(const Json& contact)
{
    std::vector<std::string> details;
    for (const auto& detail : objects_of(contact, "details"))
        details.push_back(text_of(detail, "address") +
                          (is_true(detail, "optedOut") ? " (opted out)" : ""));
    return {text_of(contact, "opid"),
            text_of(contact, "firstName") + " " + text_of(contact, "lastName"),
            text_of(contact, "alias"),
            text_of(contact, "domain"),
            joined(details),
            joined(texts_of(contact, "copies")),
            redundancy_text(contact)};
}

std::vector<std::string> group_row(const Json& group)
{
    std::string escalation;
    if (is_true(group, "escalation"))
        escalation = "every " +
                     duration_text(store::Millis{number_of(group, "failoverIntervalMs")}) +
                     " until " + text_of(group, "factor");
    return {text_of(group, "opid"),
            text_of(group, "name"),
            text_of(group, "domain"),
            joined(texts_of(group, "members")),
            escalation,
            joined(texts_of(group, "failovers"))};
}

std::string question(const Options& options, const std::string& cursor)
{
    std::string path = options.path + "?limit=500";
    for (const auto& [name, value] : {std::pair<const char*, const std::string&>{"q", options.q},
                                      {"group", options.group},
                                      {"cursor", cursor}}) {
        if (!value.empty())
            path += std::string("&") + name + "=" + url_escaped(value);
    }
    return path;
}

int list(Client& client, const Options& options)
{
    Table table(options.heading);
    std::string cursor;
    do {
        const auto part = client.get(question(options, cursor));
        if (!part)
            return report(part.error());
        for (const auto& item : objects_of(*part, "items")) {
            if (options.client.json)
                std::cout << json_text(item) << '\n';
            else
                table.add(options.row(item));
        }
        cursor = text_of(*part, "next");
    } while (!cursor.empty());
    if (!options.client.json)
        std::cout << (is_for_people() ? table.aligned() : table.tabbed());
    return done;
}

int show(Client& client, const Options& options)
{
    const auto item = client.get(options.path + "/" + url_escaped(options.opid));
    if (!item)
        return report(item.error());
    if (options.client.json) {
        std::cout << json_text(*item) << '\n';
        return done;
    }
    const auto row = options.row(*item);
    Table table({"FIELD", "VALUE"});
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (!row[i].empty())
            table.add({store::folded_lower(options.heading[i]), row[i]});
    }
    std::cout << (is_for_people() ? table.aligned() : table.tabbed());
    return done;
}

int run(const Options& options)
{
    auto client = Client::open(options.client);
    if (!client)
        return report(client.error());
    return options.opid.empty() ? list(*client, options) : show(*client, options);
}

CLI::App* add_people(CLI::App& app, Chosen& chosen, const std::string& word,
                     const std::shared_ptr<Options>& options)
{
    auto* command = app.add_subcommand(word, "List " + word + ", or show one of them");
    options->path = "/api/v1/" + word;
    command->add_option("opid", options->opid, "Show only this one, in full")->type_name("OPID");
    command->add_option("--find", options->q, "Only those with this part in a name or OPID");
    add_client_options(*command, options->client);
    command->callback([&chosen, options] { chosen = [options] { return run(*options); }; });
    return command;
}

} // namespace

void add_contacts(CLI::App& app, Chosen& chosen)
{
    auto options = std::make_shared<Options>();
    options->row = contact_row;
    options->heading = {"OPID", "NAME", "ALIAS", "DOMAIN", "REACHED AT", "COPIES", "REDUNDANCY"};
    auto* command = add_people(app, chosen, "contacts", options);
    command->add_option("--group", options->group, "Only members of this group")->type_name("OPID");
}

void add_groups(CLI::App& app, Chosen& chosen)
{
    auto options = std::make_shared<Options>();
    options->row = group_row;
    options->heading = {"OPID", "NAME", "DOMAIN", "MEMBERS", "ESCALATION", "FAILOVERS"};
    add_people(app, chosen, "groups", options);
}

} // namespace relay::service::command
