#include "relay/service/directory_keys.h"
#include "relay/smime/certificate.h"
#include <algorithm>

namespace relay::service {

namespace {

using namespace std::chrono_literals;
using directory::Name;
using directory::Wanted;

/// E.164: a plus and 7 to 15 digits.
bool is_phone(std::string_view text)
{
    return text.size() >= 8 && text.size() <= 16 && text.front() == '+' && text[1] != '0' &&
           std::all_of(text.begin() + 1, text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::vector<Name> names_of(Section& section, std::string_view key)
{
    std::vector<PlacedText> texts;
    section.placed_list(key, texts);
    std::vector<Name> names;
    for (auto& text : texts)
        names.push_back({std::move(text.text), place_of(text.place)});
    return names;
}

void describe_detail(Section& section, directory::WantedContact& contact)
{
    directory::WantedDetail detail;
    detail.place = place_of(section.place());
    std::string phone;
    std::string foreign;
    section.text("phone", phone);
    section.mail_address("email", detail.address);
    section.text("pager", foreign);
    section.text("wctp", foreign);
    bool opted_out = false;
    section.yes_no("opted_out", opted_out);
    if (section.has("opted_out"))
        detail.opted_out = opted_out;
    if (section.has("phone") + section.has("email") + section.has("pager") + section.has("wctp") !=
        1)
        return section.wrong("phone", "an entry is one phone, email, pager or wctp",
                             "write '- phone: \"+15550100101\"' or '- email: a@b.example'");
    const auto foreign_key = section.has("pager") ? "pager" : "wctp";
    if (section.has(foreign_key)) {
        if (!store::is_foreign_id(foreign))
            section.wrong(foreign_key, "'" + foreign + "' names nobody",
                          "write what the other side calls this person: 1 to 128 characters of "
                          "ASCII, no blanks");
        detail.address = foreign;
        detail.kind = *store::from_word<store::DetailKind>(foreign_key);
        contact.details.push_back(std::move(detail));
        return;
    }
    if (section.has("phone")) {
        if (!is_phone(phone))
            section.wrong("phone", "'" + phone + "' is not a phone number",
                          "write it as \"+\", country and number, digits only, in quotes");
        detail.address = phone;
    }
    detail.kind = section.has("phone") ? store::DetailKind::Phone : store::DetailKind::Email;
    contact.details.push_back(std::move(detail));
}

void describe_redundancy(Section& section, store::Contact& row)
{
    constexpr std::array channels{
        std::pair{store::Channel::Email, std::string_view("email")},
        std::pair{store::Channel::Sms, std::string_view("sms")},
        std::pair{store::Channel::Ivr, std::string_view("ivr")},
        std::pair{store::Channel::Snpp, std::string_view("snpp")},
        std::pair{store::Channel::WctpPeer, std::string_view("wctp_peer")}};
    constexpr std::array stages{
        std::pair{store::Progress::Delivered, std::string_view("delivered")},
        std::pair{store::Progress::Read, std::string_view("read")},
        std::pair{store::Progress::Replied, std::string_view("replied")}};
    store::Redundancy rule;
    section.require("channel");
    section.word("channel", rule.channel, channels);
    section.duration("delay", rule.delay, 0s, 168h);
    section.word("unless", rule.unless, stages);
    const bool twice =
        std::any_of(row.redundancy.begin(), row.redundancy.end(),
                    [&](const auto& other) { return other.channel == rule.channel; });
    if (twice)
        section.wrong("channel", "stands twice for this contact", "keep one rule per channel");
    row.redundancy.push_back(rule);
}

void describe_copies(Section& section, store::Contact& row)
{
    std::vector<std::string> words;
    section.list(
        "copies", words,
        [](std::string_view text) {
            return text == "email" || text == "ivr" || text == "snpp" || text == "wctp_peer";
        },
        "a way for copies: email, ivr, snpp or wctp_peer");
    for (const auto& word : words)
        row.copies.push_back(*store::from_word<store::Channel>(word));
}

void describe_certificate(Section& section, directory::WantedContact& contact)
{
    constexpr std::size_t most_bytes = 64 << 10;
    std::filesystem::path file;
    section.path("certificate_file", file);
    if (!section.has("certificate_file"))
        return;
    const auto pem = read_text_file(file, most_bytes);
    if (!pem)
        return section.wrong("certificate_file", pem.error(),
                             "put the contact's certificate into that file, as PEM");
    auto read = smime::read_certificate(
        *pem, std::chrono::floor<store::Millis>(std::chrono::system_clock::now()));
    if (!read)
        return section.wrong("certificate_file", file.string() + " " + read.error(),
                             "name a file with a certificate that mail can be encrypted for");
    contact.certificate = std::move(*read);
}

void describe_contact(Section& section, Wanted& wanted)
{
    const auto errors = section.reading().errors.size();
    auto opid = opid_of(section);
    directory::WantedContact contact{.row = {.opid = opid.value_or(*store::Opid::parse("NOBODY"))},
                                     .domain = name_of(section, "domain", true),
                                     .alias = name_of(section, "alias", false),
                                     .place = place_of(section.place())};
    store::Contact& row = contact.row;
    describe_availability(section, contact);
    describe_certificate(section, contact);
    row.first_name = name_of(section, "first_name", true).text;
    row.last_name = name_of(section, "last_name", true).text;
    section.text("display_name", row.display_name);
    section.text("public_id", row.public_id);
    section.yes_no("secure", row.secure);
    section.text("acknowledged_by", contact.acknowledged_by);
    section.items("details", [&](Section& detail) { describe_detail(detail, contact); });
    section.items("redundancy", [&](Section& rule) { describe_redundancy(rule, row); });
    describe_copies(section, row);
    section.yes_no("mail_statuses", row.mail_statuses);
    section.mail_address("wctp_status_email", row.wctp_status_email);
    section.duration("wctp_status_digest", row.wctp_status_digest, 0s, 12h);
    stored_word(section, "retention", row.retention);
    if (opid && section.reading().errors.size() == errors)
        wanted.contacts.push_back(std::move(contact));
}

void describe_group(Section& section, Wanted& wanted)
{
    constexpr std::array stages{
        std::pair{store::Progress::Delivered, std::string_view("delivered")},
        std::pair{store::Progress::Read, std::string_view("read")},
        std::pair{store::Progress::Replied, std::string_view("replied")}};
    const auto errors = section.reading().errors.size();
    auto opid = opid_of(section);
    directory::WantedGroup group{.row = {.opid = opid.value_or(*store::Opid::parse("NOBODY"))},
                                 .domain = name_of(section, "domain", true),
                                 .members = names_of(section, "members"),
                                 .failovers = names_of(section, "failovers"),
                                 .place = place_of(section.place())};
    store::Group& row = group.row;
    row.name = name_of(section, "name", true).text;
    section.text("description", row.description);
    section.yes_no("escalation", row.escalation);
    section.duration("failover_interval", row.failover_interval, 1s, 168h);
    section.word("factor", row.factor, stages);
    section.mail_address("fail_report_email", row.fail_report_email);
    section.yes_no("include_original", row.include_original);
    section.yes_no("first_answer_ends", row.first_answer_ends);
    section.duration("acceptance", row.acceptance, 0s, 168h);
    if (opid && section.reading().errors.size() == errors)
        wanted.groups.push_back(std::move(group));
}

} // namespace

directory::Place place_of(YamlPlace place)
{
    return {place.line, place.column};
}

std::optional<store::Opid> opid_of(Section& section)
{
    const auto name = name_of(section, "opid", true);
    auto opid = store::Opid::parse(name.text);
    if (!opid && !name.text.empty())
        section.wrong("opid", "'" + name.text + "' is not an OPID",
                      "use 5 to 64 letters, digits, '-', '_' and '.'");
    return opid;
}

directory::Name name_of(Section& section, std::string_view key, bool required)
{
    const auto errors = section.reading().errors.size();
    Name name;
    section.text(key, name.text);
    name.place = place_of(section.place(key));
    if (!required)
        return name;
    section.require(key);
    if (name.text.empty() && section.reading().errors.size() == errors)
        section.wrong(key, "is empty", "write '" + std::string(key) + ": value'");
    return name;
}

void describe_people(Section& root, Wanted& wanted)
{
    root.items("domains", [&](Section& section) {
        directory::WantedDomain domain{name_of(section, "name", true), false};
        section.yes_no("shared", domain.shared);
        wanted.domains.push_back(std::move(domain));
    });
    root.items("contacts", [&](Section& section) { describe_contact(section, wanted); });
    root.items("schedules", [&](Section& section) { describe_schedule(section, wanted); });
    root.items("groups", [&](Section& section) { describe_group(section, wanted); });
}

} // namespace relay::service
