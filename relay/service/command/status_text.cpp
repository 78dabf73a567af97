#include "relay/service/command/status_text.h"
#include "relay/service/command/table.h"
#include <map>

namespace relay::service::command {

namespace {

/// "12:00:03.250" of an RFC 3339 time; with its date when that is not the message's own.
class Times {
public:
    explicit Times(const std::string& accepted) : date_(accepted.substr(0, 10)) {}

    std::string operator()(const std::string& at) const
    {
        if (at.size() < 19)
            return at;
        auto end = at.find_first_of("Z+", 11);
        auto time = at.substr(11, end == std::string::npos ? end : end - 11);
        return at.starts_with(date_) ? time : at.substr(0, 10) + " " + time;
    }

private:
    std::string date_;
};

/// "Ada King (ADA-KING)", or as much of it as this token may see.
std::string name_of(const Json& named)
{
    const auto name = text_of(named, "name");
    const auto opid = text_of(named, "opid");
    if (name.empty() && opid.empty())
        return text_of(named, "id");
    if (name.empty() || opid.empty() || name == opid)
        return name + (name.empty() ? opid : "");
    return name + " (" + opid + ")";
}

/// Short form for columns.
std::string short_name(const Json& named)
{
    const auto opid = text_of(named, "opid");
    return opid.empty() ? name_of(named) : opid;
}

/// What the ids in a message's document stand for: ledger lines hold ids only.
class Known {
public:
    explicit Known(const Json& message)
    {
        add(object_of(message, "source"), "name");
        for (const auto& page : objects_of(message, "pages")) {
            add(object_of(page, "contact"), "opid");
            add(object_of(page, "failoverOf"), "opid");
            for (const auto& group : objects_of(page, "path"))
                add(group, "opid");
        }
        for (const auto& escalation : objects_of(message, "escalations"))
            add(object_of(escalation, "group"), "opid");
        for (const auto& entry : objects_of(message, "explain"))
            add(object_of(entry, "who"), "opid");
    }

    /// `text` with names where it has ids that this token may see the names of.
    std::string readable(std::string text) const
    {
        for (const auto& [id, name] : names_) {
            for (auto at = text.find(id); at != std::string::npos;
                 at = text.find(id, at + name.size()))
                text.replace(at, id.size(), name);
        }
        return text;
    }

private:
    void add(const Json& named, const std::string& key)
    {
        const auto name = text_of(named, key);
        if (!name.empty())
            names_[text_of(named, "id")] = name;
    }

    std::map<std::string, std::string> names_;
};

std::string line(const std::string& label, const std::string& value)
{
    return value.empty()
               ? ""
               : "  " + label + std::string(12 - label.size(), ' ') + printable(value) + "\n";
}

std::string heading(const Json& message)
{
    auto sent = text_of(message, "originator");
    const auto source = name_of(object_of(message, "source"));
    sent += (sent.empty() ? "" : ", ") + ("by " + text_of(message, "door")) +
            (source.empty() ? "" : " of source " + source);
    std::string all = "Message " + text_of(message, "id") + "\n";
    all += line("from", sent) + line("to", text_of(message, "recipient"));
    all += line("accepted", text_of(message, "acceptedAt"));
    all += line("priority", text_of(message, "priority"));
    all += line("reference", text_of(message, "reference"));
    all += line("not before", text_of(message, "notBefore"));
    all += line("expires", text_of(message, "expiresAt"));
    all += line("subject", text_of(message, "subject"));
    const auto state = text_of(message, "textState");
    if (state == "withheld")
        return all + line("text", "withheld; --text shows it, and that is audited");
    return all + line("text", state == "purged" ? "purged" : text_of(message, "text"));
}

std::string path_of(const Json& page)
{
    std::string path;
    for (const auto& group : objects_of(page, "path"))
        path += (path.empty() ? "by way of " : " > ") + short_name(group);
    const auto failover = object_of(page, "failoverOf");
    if (!failover.isNull())
        path += (path.empty() ? "" : ", ") + ("failover of " + short_name(failover));
    return path;
}

/// "read 12:00:31.004": how far the page got, and when.
std::string progress_of(const Json& page, const Times& times)
{
    const auto progress = text_of(page, "progress");
    const auto at = text_of(page, progress + "At");
    return at.empty() ? progress : progress + " " + times(at);
}

std::string attempt_text(const Json& attempt, const Times& times)
{
    auto text = times(text_of(attempt, "startedAt")) + " " + text_of(attempt, "state");
    const auto provider = text_of(attempt, "provider");
    if (!provider.empty())
        text += " by " + provider;
    for (const char* key : {"code", "detail"}) {
        const auto value = text_of(attempt, key);
        if (!value.empty())
            text += ", " + value;
    }
    return text;
}

/// What is still to come of a delivery, or what its last attempt brought.
std::string result_of(const Json& delivery, const Times& times)
{
    std::string result;
    for (const auto& attempt : objects_of(delivery, "attempts"))
        result += (result.empty() ? "" : "; ") + attempt_text(attempt, times);
    const auto due = text_of(delivery, "dueAt");
    const auto unless = text_of(delivery, "unless");
    if (!due.empty())
        result += (result.empty() ? "due " : "; due ") + times(due) +
                  (unless.empty() ? "" : " unless " + unless);
    return result;
}

std::string page_text(const Json& page, const Times& times)
{
    std::string all = "\n" + printable(name_of(object_of(page, "contact"))) + ": " +
                      progress_of(page, times) + "  [" + text_of(page, "id") + "]\n";
    if (const auto path = path_of(page); !path.empty())
        all += "  " + printable(path) + "\n";
    Table table({"KIND", "CHANNEL", "STATE", "RESULT"});
    for (const auto& delivery : objects_of(page, "deliveries"))
        table.add({text_of(delivery, "kind"), text_of(delivery, "channel"),
                   text_of(delivery, "state"), result_of(delivery, times)});
    return all + (table.empty() ? "  nothing is planned\n" : table.aligned("  "));
}

std::string section(const std::string& title, const Table& table)
{
    return table.empty() ? "" : "\n" + title + "\n" + table.aligned("  ");
}

std::string left_out(const Json& message, const Known& known,
                     const std::map<std::string, std::string>& pages)
{
    Table table({"WHO", "WHY", "REASON"});
    for (const auto& entry : objects_of(message, "explain")) {
        auto who = short_name(object_of(entry, "who"));
        if (const auto page = pages.find(text_of(entry, "page"));
            who.empty() && page != pages.end())
            who = page->second;
        table.add({who, text_of(entry, "why"), known.readable(text_of(entry, "reason"))});
    }
    return section("Left out", table);
}

std::string escalations(const Json& message, const Times& times)
{
    Table table({"GROUP", "PHASE", "STEP", "NEXT", "UNTIL"});
    for (const auto& entry : objects_of(message, "escalations"))
        table.add({short_name(object_of(entry, "group")), text_of(entry, "phase"),
                   text_of(entry, "rungsTried") + " of " + text_of(entry, "rungs"),
                   times(text_of(entry, "dueAt")), text_of(entry, "factor")});
    return section("Escalations", table);
}

std::string replies(const Json& message, const Times& times)
{
    Table table({"AT", "WHO", "CHANNEL", "ANSWER"});
    for (const auto& entry : objects_of(message, "replies")) {
        const auto choice = text_of(entry, "choice");
        const auto text = text_of(entry, "text");
        table.add({times(text_of(entry, "at")), short_name(object_of(entry, "contact")),
                   text_of(entry, "channel"),
                   (choice.empty() ? "" : "choice " + choice + " ") + text});
    }
    return section("Replies", table);
}

std::string notices(const Json& message, const Times& times)
{
    Table table({"AT", "WHAT", "ABOUT", "WAY", "RESULT"});
    for (const auto& entry : objects_of(message, "notices")) {
        const auto delivery = object_of(entry, "delivery");
        auto result = delivery.isNull()
                          ? std::string("kept for its query")
                          : text_of(delivery, "state") + " " + result_of(delivery, times);
        const auto reason = text_of(entry, "reason");
        table.add({times(text_of(entry, "at")), text_of(entry, "kind"),
                   short_name(object_of(entry, "contact")), text_of(entry, "way"),
                   reason.empty() ? result : reason + "; " + result});
    }
    return section("Owed to the originator", table);
}

std::string timeline(const Json& message, const Known& known, const Times& times)
{
    Table table({"AT", "WHAT", "WHO", "REASON"});
    for (const auto& entry : objects_of(message, "timeline"))
        table.add({times(text_of(entry, "at")), text_of(entry, "what"),
                   short_name(object_of(entry, "contact")),
                   known.readable(text_of(entry, "reason"))});
    return section("Timeline (UTC)", table);
}

} // namespace

std::string status_text(const Json& message)
{
    const Times times(text_of(message, "acceptedAt"));
    const Known known(message);
    std::map<std::string, std::string> pages;
    auto all = heading(message);
    for (const auto& page : objects_of(message, "pages")) {
        pages[text_of(page, "id")] = short_name(object_of(page, "contact"));
        all += page_text(page, times);
    }
    return all + escalations(message, times) + replies(message, times) +
           left_out(message, known, pages) + notices(message, times) +
           timeline(message, known, times);
}

} // namespace relay::service::command
