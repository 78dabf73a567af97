#include "mail/returned.h"

#include <gtest/gtest.h>

namespace mail::test {
namespace {

// As Postfix 3.7 writes it.
const std::string postfix_failed =
    "Return-Path: <>\r\nDate: Thu, 26 Nov 2026 12:00:00 +0000 (UTC)\r\n"
    "From: MAILER-DAEMON@mx.ward.example (Mail Delivery System)\r\n"
    "Subject: Undelivered Mail Returned to Sender\r\nTo: bounce+x@relay.example\r\n"
    "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
    "Content-Type: multipart/report; report-type=delivery-status; boundary=\"B\"\r\n\r\n"
    "This is a MIME-encapsulated message.\r\n\r\n--B\r\nContent-Description: Notification\r\n"
    "Content-Type: text/plain; charset=us-ascii\r\n\r\nI'm sorry.\r\n\r\n--B\r\n"
    "Content-Description: Delivery report\r\nContent-Type: message/delivery-status\r\n\r\n"
    "Reporting-MTA: dns; mx.ward.example\r\nOriginal-Envelope-Id: dl-1.abc\r\n"
    "X-Postfix-Queue-ID: 4F1\r\nArrival-Date: Thu, 26 Nov 2026 11:59:59 +0000 (UTC)\r\n\r\n"
    "Final-Recipient: rfc822; gone@ward.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    "Diagnostic-Code: X-Postfix; unknown user: \"gone\"\r\n\r\n--B\r\n"
    "Content-Description: Undelivered Message Headers\r\nContent-Type: text/rfc822-headers\r\n\r\n"
    "From: Paging <paging@hospital.example>\r\nMessage-ID: <dl_1.abc@relay.example>\r\n"
    "Subject: new message\r\n\r\n--B--\r\n";

std::string with(std::string text, const std::string& old, const std::string& fresh)
{
    for (auto at = text.find(old); at != std::string::npos; at = text.find(old, at + fresh.size()))
        text.replace(at, old.size(), fresh);
    return text;
}

std::string plain(const std::string& header, const std::string& body)
{
    return "From: Ada King <ada@ward.example>\r\n" + header +
           "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + body;
}

std::string person(const std::string& body)
{
    return read_returned(plain("Subject: Re: new message\r\n", body), false).answer.text;
}

TEST(Returned, ADeliveryReportSaysWhatBecameOfWhichMail)
{
    const auto returned = read_returned(postfix_failed, true);

    ASSERT_EQ(returned.kind, ReturnedKind::DeliveryReport);
    EXPECT_EQ(returned.delivery.envelope_id, "dl-1.abc");
    EXPECT_EQ(returned.delivery.message_id, "dl_1.abc@relay.example");
    ASSERT_EQ(returned.delivery.recipients.size(), 1U);
    EXPECT_EQ(returned.delivery.recipients[0].action, ReportedAction::Failed);
    EXPECT_EQ(returned.delivery.recipients[0].status, "5.1.1");
}

TEST(Returned, ADeliveryReportIsReadInWhateverCaseAndWithComments)
{
    const std::pair<const char*, ReportedAction> actions[] = {
        {"Failed", ReportedAction::Failed},       {"delayed (will retry)", ReportedAction::Delayed},
        {"DELIVERED", ReportedAction::Delivered}, {"relayed", ReportedAction::Relayed},
        {"expanded", ReportedAction::Expanded},   {"mislaid", ReportedAction::Other}};

    for (const auto& [word, action] : actions) {
        const auto text =
            with(with(postfix_failed, "Action: failed", std::string("action:") + word),
                 "Status: 5.1.1", "Status: 5.1.1 (bad destination)");
        const auto returned = read_returned(text, true);

        ASSERT_EQ(returned.delivery.recipients.size(), 1U) << word;
        EXPECT_EQ(returned.delivery.recipients[0].action, action) << word;
        EXPECT_EQ(returned.delivery.recipients[0].status, "5.1.1") << word;
    }
}

TEST(Returned, AStatusThatIsNoneIsNotBelieved)
{
    for (const auto* status : {"5", "5.1", "9.1.1", "5..1", "5.1.", "none", ""}) {
        const auto returned = read_returned(with(postfix_failed, "5.1.1", status), true);

        ASSERT_EQ(returned.delivery.recipients.size(), 1U) << status;
        EXPECT_EQ(returned.delivery.recipients[0].status, "") << status;
    }
}

TEST(Returned, TheReturnedMailMayBeWhole)
{
    const auto whole = with(postfix_failed, "text/rfc822-headers", "message/rfc822");

    EXPECT_EQ(read_returned(whole, true).delivery.message_id, "dl_1.abc@relay.example");
}

TEST(Returned, OlderReportsNameWhoWasNotReached)
{
    const auto exim = plain("X-Failed-Recipients: gone@ward.example\r\n"
                            "Auto-Submitted: auto-replied\r\nSubject: Mail delivery failed\r\n",
                            "This message was created automatically.");

    const auto returned = read_returned(exim, true);

    ASSERT_EQ(returned.kind, ReturnedKind::DeliveryReport);
    EXPECT_EQ(returned.delivery.recipients[0].action, ReportedAction::Failed);
    EXPECT_EQ(read_returned(plain("", "Your mail was lost."), true).kind,
              ReturnedKind::UnreadReport);
    EXPECT_EQ(read_returned(with(with(postfix_failed, "Action: failed", "Act: failed"),
                                 "Status: 5.1.1", "Stat: 5.1.1"),
                            true)
                  .kind,
              ReturnedKind::UnreadReport);
}

TEST(Returned, AReportIsFoundBehindTheDisclaimerOfAGateway)
{
    const auto body = postfix_failed.find("Content-Type: multipart/report");
    const auto wrapped = postfix_failed.substr(0, body) +
                         "Content-Type: multipart/mixed; boundary=A\r\n\r\n--A\r\n" +
                         postfix_failed.substr(body) + "\r\n--A\r\n\r\nDisclaimer\r\n--A--\r\n";

    EXPECT_EQ(read_returned(wrapped, true).kind, ReturnedKind::DeliveryReport);
    EXPECT_EQ(read_returned(with(postfix_failed, "multipart/report", "multipart/mixed"), true).kind,
              ReturnedKind::DeliveryReport);
}

TEST(Returned, AReportThatSomebodySendsOnIsNone)
{
    const auto sent_on = "From: ada@ward.example\r\nSubject: Fwd\r\n"
                         "Content-Type: multipart/mixed; boundary=A\r\n\r\n--A\r\n\r\nComing\r\n"
                         "--A\r\nContent-Type: message/rfc822\r\n\r\n" +
                         postfix_failed + "\r\n--A--\r\n";

    EXPECT_EQ(read_returned(sent_on, false).kind, ReturnedKind::Answer);
}

TEST(Returned, AReportOfQmailIsKnownByItsWords)
{
    const std::string words =
        "Hi. This is the qmail-send program at x.example.\nI'm afraid I wasn't able to deliver "
        "your "
        "message to the following addresses.\n\n<a@b>:\nSorry, no mailbox here by that name. "
        "(#5.1.1)\n\n--- Below this line is a copy of the message.\n\n"
        "Message-ID: <dl_1.abc@relay.example>\n\nx";

    const auto returned = read_returned(plain("Subject: failure notice\r\n", words), true);

    ASSERT_EQ(returned.kind, ReturnedKind::DeliveryReport);
    EXPECT_EQ(returned.delivery.recipients.at(0),
              (RecipientReport{ReportedAction::Failed, "5.1.1"}));
    EXPECT_EQ(returned.delivery.message_id, "dl_1.abc@relay.example");
    EXPECT_EQ(read_returned(plain("Subject: Re: x\r\n", words), false).kind, ReturnedKind::Answer);
}

TEST(Returned, AReadReceiptSaysWhetherTheMailWasShown)
{
    const std::string receipt =
        "From: ada@ward.example\r\nSubject: Read: new message\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=B\r\n\r\n"
        "--B\r\nContent-Type: text/plain\r\n\r\nIt was displayed.\r\n--B\r\n"
        "Content-Type: message/disposition-notification\r\n\r\n"
        "Reporting-UA: mail.ward.example; Client 1\r\nFinal-Recipient: rfc822;ada@ward.example\r\n"
        "Original-Message-ID: <dl_1.abc@relay.example>\r\n"
        "Disposition: manual-action/MDN-sent-manually; displayed\r\n\r\n--B--\r\n";

    const auto returned = read_returned(receipt, true);

    ASSERT_EQ(returned.kind, ReturnedKind::DispositionReport);
    EXPECT_EQ(returned.disposition.disposition, "displayed");
    EXPECT_EQ(returned.disposition.message_id, "dl_1.abc@relay.example");
    EXPECT_EQ(read_returned(with(receipt, "; displayed", "; deleted/error"), true)
                  .disposition.disposition,
              "deleted");
}

TEST(Returned, AMachinesAnswerIsNoAnswer)
{
    for (const auto* mark :
         {"Auto-Submitted: auto-replied (vacation)\r\n", "Precedence: bulk\r\n",
          "X-Autoreply: yes\r\n", "List-Id: <all.ward.example>\r\n",
          "Subject: Automatic reply: new message\r\n", "Subject: Out of Office Re: new message\r\n",
          "Subject: Abwesenheitsnotiz\r\n"}) {
        const auto returned = read_returned(plain(mark, "1"), false);

        EXPECT_EQ(returned.kind, ReturnedKind::AutomaticAnswer) << mark;
        EXPECT_EQ(returned.answer, AnswerText()) << mark;
    }
    EXPECT_EQ(read_returned(plain("Auto-Submitted: no\r\n", "1"), false).kind,
              ReturnedKind::Answer);
}

TEST(Returned, AMachineIsKnownInManyLanguagesAndByItsFields)
{
    for (const auto* header :
         {"Subject: Automatisch antwoord: Page\r\n", "Subject: Risposta automatica: Page\r\n",
          "Subject: Automatiskt svar: Page\r\n", "Subject: Autosvar: Page\r\n",
          "Subject: Resposta automática: Page\r\n", "Subject: Odpowiedź automatyczna: Page\r\n",
          "Subject: Re\u0301ponse automatique : Page\r\n", "Subject: Automatická odpověď: Page\r\n",
          "Subject: Automaattinen vastaus: Page\r\n", "Subject: Abwesend: Page\r\n",
          "Subject: Ada King ist außer Haus.\r\n", "Subject: Ada King is out of the office\r\n",
          "Subject: [Ticket#1] Page\r\nX-Auto-Response-Suppress: All\r\n",
          "Subject: Re: Page\r\nX-MS-Exchange-Inbox-Rules-Loop: a@b\r\n",
          "Subject: Re: Page\r\nX-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent\r\n",
          "Subject: Re: Page\r\nX-Autogenerated: Reply\r\n", "Subject: x\r\nX-Loop: yes\r\n",
          "Subject: x\r\nX-OTRS-Loop: 1\r\n"})
        EXPECT_EQ(read_returned(plain(header, "1"), false).kind, ReturnedKind::AutomaticAnswer)
            << header;
}

TEST(Returned, APersonIsNoMachine)
{
    for (const auto* header :
         {"Subject: RE: Page\r\nX-Auto-Response-Suppress: DR, OOF, AutoReply\r\n",
          "Subject: AW: Page\r\nX-Auto-Response-Suppress: All\r\n",
          "Subject: Page\r\nX-Auto-Response-Suppress: None\r\n",
          "Subject: Re: Ada King is out of the office\r\n", "Subject: SV: Automatisk svar\r\n",
          "Subject: Bed 12\r\n"})
        EXPECT_EQ(read_returned(plain(header, "1"), false).kind, ReturnedKind::Answer) << header;
}

TEST(Returned, AnAnswerIsWhatStandsAboveTheQuote)
{
    EXPECT_EQ(person("1\n"), "1");
    EXPECT_EQ(person("\n\nComing\n\nOn Thu, 26 Nov 2026 at 12:00, Paging <p@x.example> wrote:\n"
                     "> Bed 12\n> 1 = Coming\n"),
              "Coming");
    EXPECT_EQ(person("Ich komme\nAm 26.11.2026 um 12:00 schrieb Paging <p@x.example>:\n> Bed\n"),
              "Ich komme");
    EXPECT_EQ(person("2\r\n\r\n-----Original Message-----\r\nFrom: Paging\r\n1 = Coming\r\n"), "2");
    EXPECT_EQ(person("2\n\nFrom: Paging <p@x.example>\nSent: Thursday\nBed 12\n"), "2");
    EXPECT_EQ(person("2\n\n________________________________\nVon: Paging\nBed 12\n"), "2");
    EXPECT_EQ(person("Room 3 please,\nand bring the trolley\n\nAda King\nWard 4\n"),
              "Room 3 please,\nand bring the trolley\n\nAda King\nWard 4");
    EXPECT_EQ(person("OK\n-- \nAda King\n"), "OK");
    EXPECT_EQ(person("OK\n\nSent from my iPhone\n"), "OK");
}

TEST(Returned, AnAnswerBelowAMarkedQuoteIsFoundToo)
{
    EXPECT_EQ(person("On Thu, 26 Nov 2026, Paging wrote:\n> Bed 12\n>\n> 1 = Coming\n\n1\n"), "1");
    EXPECT_EQ(person("On Thursday, the 26th of November 2026 at 12:00,\nPaging <p@x.example>\n"
                     "wrote:\n> Bed 12\n\nComing\n"),
              "Coming");
}

TEST(Returned, WhatBeginsLikeAQuoteIsAnAnswerAllTheSame)
{
    EXPECT_EQ(person("On my way\nOn Thu, 26 Nov 2026, Paging <p@x.example> wrote:\n> Bed 12\n"),
              "On my way");
    EXPECT_EQ(person("On my way\n\n> Bed 12\n"), "On my way");
    EXPECT_EQ(person("From bed 12 to bed 13\n"), "From bed 12 to bed 13");
}

TEST(Returned, OurOwnWordsAreNeverTheAnswer)
{
    EXPECT_EQ(person("\n\nOn Thu, 26 Nov 2026, Paging <p@x.example> wrote:\n1 = Coming\n"), "");
    EXPECT_EQ(person("> 1 = Coming\n"), "");
    EXPECT_EQ(person("-----Original Message-----\n1\n"), "");
    EXPECT_EQ(person("Sent from my iPhone\n"), "");
    EXPECT_EQ(person(""), "");
}

} // namespace
} // namespace mail::test
