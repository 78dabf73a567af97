#include "relay/gateway/mail_door.h"
#include "relay/engine/commit.h"
#include "relay/gateway/mail_answer.h"
#include "relay/gateway/mail_news.h"
#include "relay/gateway/written.h"
#include "relay/service/log.h"
#include "store/delivery_repository.h"
#include "store/model/directory.h"
#include "store/setting_repository.h"
#include <algorithm>
#include <array>
#include <sstream>
#include <vector>

namespace relay::gateway {
namespace {

using engine::ReturnUse;

/// What comes back has not far to go.
constexpr std::size_t most_hops = 25;

service::log::Room& log_room()
{
    static auto& room = service::log::room("mail");
    return room;
}

mail::Verdict noted()
{
    return {{250, "2.0.0", "noted"}};
}

std::string_view word_of(mail::ReturnedKind kind)
{
    switch (kind) {
    case mail::ReturnedKind::DeliveryReport:
        return "delivery_report";
    case mail::ReturnedKind::DispositionReport:
        return "read_receipt";
    case mail::ReturnedKind::UnreadReport:
        return "unread_report";
    case mail::ReturnedKind::AutomaticAnswer:
        return "away";
    case mail::ReturnedKind::Answer:
        return "answer";
    }
    std::abort(); // a value that is no enumerator
}

constexpr std::array<std::string_view, 7> recipient_fields{
    "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc", "Resent-To"};

constexpr std::string_view mark_setting = "mailbox mark";

/// What may be addresses in a field, without brackets and commas.
std::vector<std::string> words_of(std::string_view value)
{
    std::vector<std::string> words(1);
    for (const char c : value) {
        if (c == '<' || c == '>' || c == ',' || c == ';' || c == ' ' || c == '\t' || c == '"')
            words.emplace_back();
        else
            words.back() += c;
    }
    std::erase(words, "");
    return words;
}

channels::MailboxMark read_mark(const store::Blob& kept)
{
    std::istringstream text(std::string(kept.begin(), kept.end()));
    channels::MailboxMark mark;
    text >> mark.validity >> mark.last_uid;
    return text ? mark : channels::MailboxMark{};
}

/// To whom the mail went; empty: to nobody's detail, or that is gone.
std::string address_of(store::Connection& connection, const engine::House& house,
                       store::DeliveryId id)
{
    const auto people = house.people();
    const auto delivery = store::DeliveryRepository(connection).find(id);
    const auto* contact = delivery ? people->contact(delivery->contact) : nullptr;
    if (contact == nullptr)
        return {};
    const auto detail =
        std::ranges::find(contact->details, delivery->detail, &store::ContactDetail::id);
    return detail == contact->details.end() ? std::string() : detail->address;
}

/// Of one transaction: what a report or a machine says of a mail to that address.
void record(engine::Commit& commit, store::DeliveryId delivery, const std::string& address,
            const mail::Returned& returned)
{
    switch (returned.kind) {
    case mail::ReturnedKind::DeliveryReport:
        for (const auto& report : returned.delivery.recipients) {
            if (is_late(report))
                commit.delayed(delivery, report.status);
            commit.receipt(receipt_of(report, delivery, address));
        }
        return;
    case mail::ReturnedKind::DispositionReport:
        if (returned.disposition.disposition == "displayed")
            return commit.shown(delivery);
        return commit.remark(delivery, "receipt", "the mailbox dealt with the mail unseen");
    case mail::ReturnedKind::AutomaticAnswer:
        return commit.remark(delivery, "away", "a machine answered for the contact, by email");
    case mail::ReturnedKind::UnreadReport:
        return commit.remark(delivery, "receipt", "a mail server's report that cannot be read");
    case mail::ReturnedKind::Answer:
        return; // has a way of its own
    }
}

} // namespace

MailDoor::MailDoor(const engine::House& house, std::string domain)
    : house_(house), domain_(store::folded_lower(domain))
{
}

std::optional<MailDoor::For> MailDoor::read(const mail::Address& recipient) const
{
    const auto said = engine::read_local_part(recipient.local());
    const auto delivery = said ? engine::proven(house_.vault, said->use, said->mark) : std::nullopt;
    return delivery ? std::optional(For{said->use, *delivery}) : std::nullopt;
}

std::optional<mail::Verdict> MailDoor::recipient(const mail::Address& recipient) const
{
    if (recipient.domain() != domain_ || !engine::read_local_part(recipient.local()))
        return std::nullopt;
    if (read(recipient))
        return mail::Verdict::accept();
    return mail::Verdict{
        {550, "5.1.1", "we did not give out this address; reply to the message itself"}};
}

bool MailDoor::is_own(std::string_view message_id) const
{
    const auto at = message_id.rfind('@');
    if (at == std::string_view::npos || store::folded_lower(message_id.substr(at + 1)) != domain_)
        return false;
    const auto local = message_id.substr(0, at);
    return store::DeliveryId::parse(local.substr(0, local.find('.'))).has_value();
}

mail::Verdict MailDoor::take(const mail::Accept& mail)
{
    const auto returned = mail::read_returned(mail.message, !mail.envelope.sender);
    return take(read(mail.envelope.recipients.front()), returned);
}

/// A report names its mail also inside.
std::optional<store::DeliveryId> MailDoor::named_in(const mail::Returned& returned) const
{
    if (const auto id =
            engine::proven(house_.vault, ReturnUse::Report, returned.delivery.envelope_id))
        return id;
    for (const auto& id : {returned.delivery.message_id, returned.disposition.message_id}) {
        if (const auto found =
                engine::proven(house_.vault, ReturnUse::Report, id.substr(0, id.rfind('@'))))
            return found;
    }
    return std::nullopt;
}

mail::Verdict MailDoor::take(const std::optional<For>& whom, const mail::Returned& returned)
{
    if (returned.hops > most_hops)
        return {{554, "5.4.6", "too many hops: mail loop"}};
    const auto delivery = whom ? std::optional(whom->delivery) : named_in(returned);
    if (!delivery)
        return {{550, "5.1.1", "it is about no mail of ours"}};
    const bool is_answer = returned.kind == mail::ReturnedKind::Answer;
    if (is_answer && (!whom || whom->use != ReturnUse::Answer))
        return {{550, "5.7.1",
                 "this address takes reports of mail servers only; reply to the "
                 "message itself"}};
    const auto verdict = is_answer ? answer(*delivery, returned) : hear(*delivery, returned);
    log_room().info(
        "mail came back",
        {{"delivery", *delivery}, {"kind", word_of(returned.kind)}, {"code", verdict.reply.code}});
    return verdict;
}

/// The first address of ours in those fields that say for whom it is.
std::optional<MailDoor::For> MailDoor::addressed_in(std::string_view message) const
{
    for (const auto& field : mail::read_header(message).fields) {
        if (std::ranges::none_of(recipient_fields,
                                 [&](auto name) { return mail::is_named(field, name); }))
            continue;
        for (const auto& word : words_of(field.value)) {
            const auto address = mail::Address::parse(word);
            if (!address || address->domain() != domain_)
                continue;
            if (const auto found = read(*address))
                return found;
        }
    }
    return std::nullopt;
}

channels::MailHeard MailDoor::hear_mail(std::string_view message)
{
    const auto header = mail::read_header(message).fields;
    const bool from_nobody = std::ranges::any_of(header, [](const auto& field) {
        return mail::is_named(field, "Return-Path") && field.value == "<>";
    });
    const auto verdict = take(addressed_in(message), mail::read_returned(message, from_nobody));
    if (verdict.is_accepted())
        return channels::MailHeard::Taken;
    return verdict.reply.is_transient() ? channels::MailHeard::NotNow
                                        : channels::MailHeard::PutAside;
}

channels::MailboxMark MailDoor::mark()
{
    const auto reader = house_.database.reader();
    const auto kept = store::SettingRepository(*reader).find(mark_setting);
    return kept ? read_mark(*kept) : channels::MailboxMark{};
}

void MailDoor::save(const channels::MailboxMark& mark)
{
    const auto text = std::to_string(mark.validity) + " " + std::to_string(mark.last_uid);
    house_.writer.run([&](store::Connection& connection) {
        store::SettingRepository(connection)
            .save(mark_setting, store::Blob(text.begin(), text.end()));
    });
}

mail::Verdict MailDoor::hear(store::DeliveryId delivery, const mail::Returned& returned)
{
    const bool is_written = written(house_, [&](store::Connection& connection) {
        engine::Commit commit(connection, house_);
        record(commit, delivery, address_of(connection, house_, delivery), returned);
    });
    return is_written ? noted() : mail::Verdict::try_later("not now, try again later");
}

mail::Verdict MailDoor::answer(store::DeliveryId delivery, const mail::Returned& returned)
{
    struct NotTaken {};
    auto verdict = mail::Verdict::try_later("not now, try again later");
    try {
        const bool is_written = written(house_, [&](store::Connection& connection) {
            verdict = take_answer(connection, house_, delivery, returned);
            if (!verdict.is_accepted())
                throw NotTaken();
        });
        return is_written ? verdict : mail::Verdict::try_later("not now, try again later");
    } catch (const NotTaken&) {
        return verdict;
    }
}

} // namespace relay::gateway
