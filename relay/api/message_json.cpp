#include "relay/api/message_json.h"
#include "relay/core/delivery.h"
#include <algorithm>

namespace relay::api {
namespace {

void write_attempt(JsonWriter& json, const store::Attempt& attempt, bool is_admin)
{
    json.object([&] {
        json.member("number", attempt.number);
        json.member("state", store::word(attempt.state));
        json.member("provider", attempt.provider);
        json.member_unless_empty("code", attempt.code);
        if (is_admin) // gateways quote addresses in it
            json.member_unless_empty("detail", attempt.detail);
        json.member_unless_empty("reference", attempt.reference);
        json.member("startedAt", attempt.started);
        json.member("answeredAt", attempt.answered);
    });
}

void write_delivery(JsonWriter& json, const MessageRecord& record, const store::Delivery& delivery,
                    bool is_admin)
{
    json.object([&] {
        json.member("id", delivery.id);
        json.member("kind", store::word(delivery.kind));
        json.member("channel", store::word(delivery.channel));
        json.member("state", store::word(delivery.state));
        if (core::is_open(delivery.state))
            json.member("dueAt", delivery.due);
        if (delivery.unless)
            json.member("unless", store::word(*delivery.unless));
        json.member("expiresAt", delivery.expires);
        json.member_unless_empty("reference", delivery.reference);
        json.array("attempts", [&] {
            for (const auto& attempt : record.attempts.at(delivery.id))
                write_attempt(json, attempt, is_admin);
        });
    });
}

void write_page(JsonWriter& json, const MessageRecord& record, const store::Page& page,
                const MessageView& view)
{
    json.object([&] {
        json.member("id", page.id);
        view.names.member(json, "contact", page.contact);
        json.array("path", [&] {
            for (const auto group : page.path)
                view.names.write(json, group);
        });
        view.names.member(json, "failoverOf", page.failover_of);
        view.names.member(json, "onDutyIn", page.schedule);
        view.names.member(json, "insteadOf", page.instead_of);
        json.member("progress", store::word(page.progress));
        json.member("createdAt", page.created);
        json.member("acceptedAt", page.accepted);
        json.member("deliveredAt", page.delivered);
        json.member("readAt", page.read);
        json.member("repliedAt", page.replied);
        json.member("failedAt", page.failed);
        json.member("declinedAt", page.declined);
        json.array("deliveries", [&] {
            for (const auto& delivery : record.deliveries) {
                if (delivery.page == page.id && !delivery.notice.valid())
                    write_delivery(json, record, delivery, view.is_admin);
            }
        });
    });
}

void write_escalation(JsonWriter& json, const store::Escalation& escalation, const Names& names)
{
    json.object([&] {
        json.member("id", escalation.id);
        names.member(json, "group", escalation.group);
        json.member("phase", store::word(escalation.phase));
        json.member("factor", store::word(escalation.rule.factor));
        json.member("intervalMs", escalation.rule.interval);
        json.member("rungs", escalation.rule.rungs.size());
        json.member("rungsTried", escalation.rungs_tried);
        if (escalation.phase == store::EscalationPhase::Waiting)
            json.member("dueAt", escalation.due);
        json.members("pages", escalation.pages);
    });
}

void write_acceptance(JsonWriter& json, const store::Acceptance& acceptance, const Names& names)
{
    json.object([&] {
        names.member(json, "group", acceptance.group);
        names.member(json, "contact", acceptance.contact);
        json.member("page", acceptance.page);
        json.member("channel", store::word(acceptance.channel));
        json.member("state", store::word(acceptance.state));
        json.member("at", acceptance.at);
        json.member("lapsesAt", acceptance.lapses);
        json.member("endedAt", acceptance.ended);
    });
}

void write_reply(JsonWriter& json, const store::Reply& reply, const MessageView& view)
{
    json.object([&] {
        json.member("id", reply.id);
        json.member("page", reply.page);
        view.names.member(json, "contact", reply.contact);
        json.member("channel", store::word(reply.channel));
        if (reply.choice > 0)
            json.member("choice", reply.choice);
        if (view.shows_text)
            json.member_unless_empty("text", reply.text.reveal());
        json.member("at", reply.at);
    });
}

void write_notice(JsonWriter& json, const MessageRecord& record, const store::Notice& notice,
                  const MessageView& view)
{
    const auto delivery = std::ranges::find(record.deliveries, notice.id, &store::Delivery::notice);
    json.object([&] {
        json.member("id", notice.id);
        json.member("kind", store::word(notice.kind));
        json.member("way", store::word(notice.way));
        json.member_if_valid("page", notice.page);
        view.names.member(json, "contact", notice.contact);
        if (notice.error_code != 0)
            json.member("errorCode", notice.error_code);
        json.member_unless_empty("reason", notice.reason);
        json.member("at", notice.at);
        json.member_if_valid("toldWith", notice.digest);
        if (delivery != record.deliveries.end()) {
            json.name("delivery");
            write_delivery(json, record, *delivery, view.is_admin);
        }
    });
}

void write_text(JsonWriter& json, const MessageRecord& record, bool shows_text)
{
    const auto& message = record.message;
    json.member("textState", record.is_purged ? "purged" : shows_text ? "shown" : "withheld");
    if (record.is_purged || !shows_text)
        return;
    json.member("subject", message.subject.reveal());
    json.member("text", message.body.reveal());
    json.member("preformatted", message.preformatted);
    json.array("choices", [&] {
        for (const auto& choice : message.choices) {
            json.object([&] {
                json.member("send", choice.send);
                json.member("reply", choice.reply);
            });
        }
    });
    write_files(json, message);
}

} // namespace

void write_summary(JsonWriter& json, const store::Message& message, const store::Directory& people)
{
    const auto* source = people.source(message.source);
    json.member("id", message.id);
    if (message.source.valid()) // else it is one of our own
        json.object("source", [&] {
            json.member("id", message.source);
            if (source != nullptr)
                json.member("name", source->name);
        });
    json.member("door", store::word(message.door));
    json.member("originator", message.originator);
    json.member("recipient", message.recipient);
    json.member_unless_empty("reference", message.reference);
    json.member("priority", store::word(message.priority));
    json.member("acceptedAt", message.accepted);
    json.member("notBefore", message.not_before);
    json.member("expiresAt", message.expires);
    json.member("recalledAt", message.recalled);
}

void write_files(JsonWriter& json, const store::Message& message)
{
    json.array("files", [&] {
        std::int64_t number = 0;
        for (const auto& file : message.files) {
            json.object([&] {
                json.member("id", ++number);
                json.member("name", file.name);
                json.member("type", file.type);
                json.member("size", file.bytes);
            });
        }
    });
}

void write(JsonWriter& json, const MessageRecord& record, const MessageView& view)
{
    const auto each = [&](std::string_view name, const auto& rows, const auto& write_row) {
        json.array(name, [&] {
            for (const auto& row : rows)
                write_row(row);
        });
    };
    json.object([&] {
        write_summary(json, record.message, view.people);
        write_text(json, record, view.shows_text);
        each("pages", record.pages,
             [&](const store::Page& page) { write_page(json, record, page, view); });
        each("escalations", record.escalations, [&](const store::Escalation& escalation) {
            write_escalation(json, escalation, view.names);
        });
        each("acceptances", record.acceptances, [&](const store::Acceptance& acceptance) {
            write_acceptance(json, acceptance, view.names);
        });
        each("replies", record.replies,
             [&](const store::Reply& reply) { write_reply(json, reply, view); });
        each("notices", record.notices,
             [&](const store::Notice& notice) { write_notice(json, record, notice, view); });
        write_timeline(json, record, view.names, !view.is_admin);
        write_explain(json, record, view.names, !view.is_admin);
    });
}

} // namespace relay::api
