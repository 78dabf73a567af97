// What a person answered, above what programs and gateways add.
#include "mail/answer_text.h"

#include <gtest/gtest.h>

namespace mail::test {
namespace {

TEST(AnswerText, IsAllThatStandsAboveTheQuote)
{
    const auto answer = answer_in("Yes, coming.\n\nHold the heparin until I am there.\n\nAda\n\n"
                                  "From: Paging <p@x.example>\nSent: Monday\nTo: Ada\n\nBed 12");

    EXPECT_EQ(answer.first_line, "Yes, coming.");
    EXPECT_EQ(answer.text, "Yes, coming.\n\nHold the heparin until I am there.\n\nAda");
}

TEST(AnswerText, BeginsBehindGreetingsAndBanners)
{
    for (const char* above :
         {"Hello,", "Hello Ada,", "Hi!", "Hi all", "Hallo Frau Müller", "Guten Tag,",
          "Bonjour à tous,", "Dear Paging Team,", "Sehr geehrter Herr King,", "Liebe Kollegen",
          "[EXTERNAL] This email originated outside. Do not click links.",
          "CAUTION: This email comes from outside.\n________________________________",
          "EXTERN: Absender prüfen", "ACHTUNG: Diese E-Mail kommt von außerhalb.",
          "This email originated from outside of the organization. Do not click links\n"
          "or open attachments unless you recognize the sender."}) {
        const auto answer = answer_in(std::string(above) + "\n\n1\n\nRegards");

        EXPECT_EQ(answer.first_line, "1") << above;
        EXPECT_TRUE(answer.text.ends_with("1\n\nRegards")) << above;
    }
}

TEST(AnswerText, IsNotTakenForAGreetingOrABanner)
{
    for (const char* line :
         {"High fever", "Caution: hold heparin", "Attention bed 12", "External pacing started"})
        EXPECT_EQ(answer_in(line).first_line, line);
}

// What choices and "no" are told by stands behind the greeting.
TEST(AnswerText, IsKnownBehindAGreetingInTheSameLine)
{
    const std::pair<const char*, const char*> lines[] = {{"Hello I am coming", "I am coming"},
                                                         {"Hi, coming", "coming"},
                                                         {"Hallo, Komme", "Komme"},
                                                         {"Hi! Yes", "Yes"},
                                                         {"Hi 1", "1"},
                                                         {"Hi on my way!", "on my way!"},
                                                         {"Hi No\nAda", "No"},
                                                         {"Hello Yes", "Yes"},
                                                         {"Moin Nein", "Nein"}};
    for (const auto& [line, expected] : lines) {
        EXPECT_EQ(answer_in(line).first_line, expected) << line;
        EXPECT_EQ(answer_in(line).text, line);
    }
}

TEST(AnswerText, IsNoneWhereOnlyProgramsAndWeSaySomething)
{
    for (const char* text :
         {"",
          "Hello,",
          "[EXTERNAL] mail from outside",
          "Sent from my iPhone",
          "Sent from Outlook",
          "Verstuurd vanaf mijn iPhone",
          "Inviato da iPhone",
          "Skickat från min iPhone",
          "Enviado desde mi iPhone",
          "Envoyé depuis mon mobile",
          "Sendt fra min iPhone",
          "Outlook für iOS<https://aka.ms/o0ukef> beziehen",
          "Holen Sie sich Outlook für Android",
          "Télécharger Outlook pour iOS",
          "Get BlueMail for Android",
          "Von meinem/meiner Galaxy gesendet",
          "[encrypted message, cannot be shown]",
          "[signed message in a form that cannot be shown]",
          "[calendar, answer: x]\n\n[attachment: unnamed (text/calendar, 15 bytes)]",
          "[the mail was too long or too complicated; some of it is not shown]",
          "\n\nVerstuurd vanaf mijn iPhone\n\n> Op 5 mei 2026 heeft Paging <p@h> het volgende "
          "geschreven:\n> Bed 12\n> 1 = Coming",
          "Outlook für iOS<https://aka.ms/x> beziehen\n____________________\nVon: Paging\n"
          "Gesendet: Montag\n\nBed 12"}) {
        EXPECT_EQ(answer_in(text), AnswerText()) << text;
    }
}

TEST(AnswerText, EndsWhereverAClientBeginsToQuote)
{
    for (const char* quote :
         {"*From:* Paging <p@h>\n*Sent:* Monday\n\nBed 12",
          "From:\tPaging <p@h>\nTo:\tAda\nDate:\t05.05.2026\n\nBed 12",
          "De : Paging <p@h>\nEnvoyé : lundi\nÀ : Ada\n\nBed 12",
          "Paging ---05.05.2026 10:00:12---Bed 12 asystole\n\nVon: Paging\nAn: Ada",
          "2026年5月5日(火) 10:00 Paging <p@h>:\n\n> Bed 12",
          "Am Montag, 5. Mai 2026 hat Paging <p@h> Folgendes geschrieben:\n\nBed 12",
          "-------- Ursprüngliche Nachricht --------\nVon: Paging\nBed 12", "-- \nAda", "--\nAda",
          "____________________\nBed 12"}) {
        EXPECT_EQ(answer_in("Coming\n\n" + std::string(quote)).text, "Coming") << quote;
    }
}

TEST(AnswerText, MayEndInAColonAboveTheQuote)
{
    EXPECT_EQ(answer_in("On my way\nETA 5 min:\n\n> x").text, "On my way\nETA 5 min:");
}

TEST(AnswerText, MaySayWhoItIsFrom)
{
    const std::string text = "From: bed 12 I am coming\nNote: bring the cart";

    EXPECT_EQ(answer_in(text + "\n\n> x").text, text);
}

TEST(AnswerText, MayHaveBlanksOfEveryKindAroundIt)
{
    EXPECT_EQ(answer_in("\u00A0\n\u00A01\u00A0\n\u00A0\nAda").first_line, "1");
}

} // namespace
} // namespace mail::test
