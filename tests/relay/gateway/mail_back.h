#pragma once
// A house whose mail comes back.
#include "relay/engine/return_address.h"
#include "relay/gateway/mail_door.h"
#include "store/receipt_repository.h"
#include "tests/relay/engine/people.h"

namespace tests {

using relay::channels::TextOut;
using relay::engine::ReturnUse;
using store::Channel;
using store::DeliveryState;
using store::Progress;

inline const std::string domain = "relay.example";

/// As a mail server writes it.
inline std::string report(const std::string& action, const std::string& status,
                          const std::string& about = {}, const std::string& envelope_id = {},
                          const std::string& recipient = "p10@example.org")
{
    return "From: MAILER-DAEMON@mx.ward.example\r\nAuto-Submitted: auto-replied\r\n"
           "MIME-Version: 1.0\r\n"
           "Content-Type: multipart/report; report-type=delivery-status; boundary=B\r\n\r\n"
           "--B\r\nContent-Type: text/plain\r\n\r\nI'm sorry.\r\n--B\r\n"
           "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n" +
           (envelope_id.empty() ? "" : "Original-Envelope-Id: " + envelope_id + "\r\n") +
           "\r\nFinal-Recipient: rfc822; " + recipient + "\r\nAction: " + action +
           "\r\nStatus: " + status +
           "\r\n\r\n--B\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <" + about +
           ">\r\n--B--\r\n";
}

inline std::string displayed(const std::string& disposition = "displayed")
{
    return "From: p10@example.org\r\nMIME-Version: 1.0\r\n"
           "Content-Type: multipart/report; report-type=disposition-notification; boundary=B\r\n"
           "\r\n--B\r\nContent-Type: text/plain\r\n\r\nRead.\r\n--B\r\n"
           "Content-Type: message/disposition-notification\r\n\r\n"
           "Disposition: manual-action/MDN-sent-manually; " +
           disposition + "\r\n\r\n--B--\r\n";
}

inline std::string answer_mail(const std::string& text,
                               const std::string& header = "Message-ID: <r1@h>\r\n")
{
    return "From: Ada <P10@example.org>\r\nSubject: Re: new message\r\n" + header +
           "Content-Type: text/plain\r\n\r\n" + text +
           "\r\n\r\nOn Thu, 26 Nov 2026, Paging wrote:\r\n> 1 = Coming\r\n";
}

class MailBack : public HouseTest {
protected:
    RunningHouse::Settings settings() const override { return whose_mail_returns(); }
    void SetUp() override
    {
        HouseTest::SetUp();
        if (IsSkipped())
            return;
        relay::service::log::room("mail").set_level(relay::service::LogLevel::Error);
        door_.emplace(house(), domain);
        node().add(contact());
    }
    virtual store::Contact contact() const
    {
        return person(10, "ADA-KING")
            .redundancy(Channel::Email, 0min)
            .redundancy(Channel::Sms, 30min)
            .get();
    }

    store::MessageId mailed(store::Priority priority = store::Priority::Normal)
    {
        auto message = pushed({});
        message.priority = priority;
        message.choices = {{"Coming", "ACK"}, {"Cannot", "NAK"}};
        message.expires = clock.now() + 4h;
        return node().submit(std::move(message), "ADA-KING");
    }
    TextOut sent() { return std::get<TextOut>(channels.email.sent().back().payload); }
    std::string reply_address() { return "reply+" + sent().answer_mark + "@" + domain; }
    std::string bounce_address() { return "bounce+" + sent().report_mark + "@" + domain; }

    /// The code and words of the answer to RCPT where that refuses, else of that to the mail.
    std::string comes_back(const std::string& to, const std::string& mail, bool null_sender = true)
    {
        const auto address = mail::Address::parse(to).value();
        const auto verdict = door_->recipient(address);
        if (!verdict)
            return "no return address";
        if (!verdict->is_accepted())
            return said(*verdict);
        mail::Accept taken;
        taken.envelope.recipients = {address};
        if (!null_sender)
            taken.envelope.sender = mail::Address::parse("p10@example.org").value();
        taken.message = mail;
        const auto result = said(door_->take(taken));
        node().settle();
        return result;
    }
    std::string answers(const std::string& text)
    {
        return comes_back(reply_address(), answer_mail(text), false);
    }
    static std::string said(const mail::Verdict& verdict)
    {
        return std::to_string(verdict.reply.code) + " " + verdict.reply.enhanced + " " +
               verdict.reply.text;
    }

    store::Delivery by(store::MessageId message, Channel channel)
    {
        return delivery_by(node(), message, channel);
    }
    Progress progress(store::MessageId message) { return node().pages(message).at(0).progress; }
    bool ledger_has(store::MessageId message, const std::string& line)
    {
        const auto lines = node().story(message);
        return std::ranges::count(lines, line) > 0;
    }

    std::optional<relay::gateway::MailDoor> door_;
};

} // namespace tests
