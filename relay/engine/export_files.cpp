#include "relay/engine/export_files.h"
#include "store/message_repository.h"
#include "store/page_repository.h"
#include "store/reply_repository.h"
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <algorithm>
#include <array>
#include <sstream>

namespace relay::engine {
namespace {

constexpr std::size_t pages_at_once = 200;

/// One thing that was said, as named cells; the names are the same for all.
struct Said {
    store::Instant at{};
    std::string way; ///< to or from the contact
    std::string message;
    std::string from;
    std::string to;
    std::string priority;
    std::string state; ///< how far it got; by which channel an answer came
    std::string subject;
    std::string text;
    std::string files; ///< names and sizes of what came with it; they are fetched from the inbox
};

constexpr std::array<std::string_view, 10> names{"at",       "way",   "message", "from", "to",
                                                 "priority", "state", "subject", "text", "files"};

std::string rfc3339(store::Instant at)
{
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(at - day));
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ", int(date.year()),
                  unsigned(date.month()), unsigned(date.day()), int(time.hours().count()),
                  int(time.minutes().count()), int(time.seconds().count()));
    return text.data();
}

std::array<std::string, names.size()> cells_of(const Said& said)
{
    return {rfc3339(said.at), said.way,   said.message, said.from, said.to,
            said.priority,    said.state, said.subject, said.text, said.files};
}

/// "ecg.pdf (12345 bytes), report.pdf (678 bytes)"
std::string files_text(const std::vector<store::MessageFile>& files)
{
    std::string all;
    for (const auto& file : files)
        all +=
            (all.empty() ? "" : ", ") + file.name + " (" + std::to_string(file.bytes) + " bytes)";
    return all;
}

/// Quoted; what a spreadsheet would take for a formula begins with an apostrophe.
std::string csv_cell(const std::string& text)
{
    const bool is_formula =
        !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
    std::string cell = is_formula ? "\"'" : "\"";
    for (const char c : text)
        cell += c == '"' ? std::string("\"\"") : std::string(1, c);
    return cell + '"';
}

class Collecting {
public:
    Collecting(store::Connection& connection, const House& house, const store::Contact& contact)
        : connection_(connection), house_(house), contact_(contact)
    {
    }

    std::vector<Said> all()
    {
        store::PageRepository pages(connection_);
        store::PageId before;
        for (;;) {
            const auto some = pages.inbox_of(contact_.id, before, pages_at_once);
            for (const auto& page : some)
                add(page);
            if (some.size() < pages_at_once)
                break;
            before = some.back().id;
        }
        std::ranges::stable_sort(said_, {}, &Said::at);
        return std::move(said_);
    }

private:
    void add(const store::Page& page)
    {
        const auto message = store::MessageRepository(connection_, house_.vault).find(page.message);
        if (!message)
            return;
        Said to_them{page.created,
                     "to",
                     message->id.text(),
                     message->originator,
                     contact_.opid.text(),
                     std::string(store::word(message->priority)),
                     page.purged ? "purged" : std::string(store::word(page.progress)),
                     "",
                     "",
                     ""};
        if (!page.purged) {
            to_them.subject = message->subject.reveal();
            to_them.text = message->body.reveal();
            to_them.files = files_text(message->files);
        }
        said_.push_back(std::move(to_them));
        for (const auto& reply : store::ReplyRepository(connection_, house_.vault).of_page(page.id))
            said_.push_back({reply.at, "from", message->id.text(), contact_.opid.text(),
                             message->originator, std::string(store::word(message->priority)),
                             "by " + std::string(store::word(reply.channel)), "",
                             page.purged ? "" : reply.text.reveal(), ""});
    }

    store::Connection& connection_; ///< outlives us
    const House& house_;            ///< outlives us
    const store::Contact& contact_; ///< outlives us
    std::vector<Said> said_;
};

std::string csv_of(const std::vector<Said>& all)
{
    std::string text;
    for (const auto name : names)
        text += (text.empty() ? "" : ",") + std::string(name);
    text += "\r\n";
    for (const auto& said : all) {
        std::string line;
        for (const auto& cell : cells_of(said))
            line += (line.empty() ? "" : ",") + csv_cell(cell);
        text += line + "\r\n";
    }
    return text;
}

std::string json_of(const std::vector<Said>& all, const store::Contact& contact, store::Instant now)
{
    using Poco::JSON::Object;
    Poco::JSON::Array messages;
    for (const auto& said : all) {
        Object one(Poco::JSON_PRESERVE_KEY_ORDER);
        const auto cells = cells_of(said);
        for (std::size_t at = 0; at < names.size(); ++at)
            one.set(std::string(names[at]), cells[at]);
        messages.add(one);
    }
    Object file(Poco::JSON_PRESERVE_KEY_ORDER);
    file.set("contact", contact.opid.text());
    file.set("exportedAt", rfc3339(now));
    file.set("messages", messages);
    std::ostringstream text;
    file.stringify(text, 1);
    return text.str() + "\n";
}

} // namespace

ExportFiles export_files(store::Connection& connection, const House& house,
                         const store::Contact& contact)
{
    const auto all = Collecting(connection, house, contact).all();
    return {store::ProtectedText(csv_of(all)),
            store::ProtectedText(json_of(all, contact, house.now()))};
}

} // namespace relay::engine
