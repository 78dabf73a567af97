// What a source's `cut` leaves of a text.
#include "mail/answer_text.h"

#include <gtest/gtest.h>

namespace mail::test {
namespace {

constexpr TextCuts signature{.signature = true};
constexpr TextCuts quoted{.quoted = true};
constexpr TextCuts both{.signature = true, .quoted = true};

TEST(OwnText, LeavesOutSignaturesAndQuotesWhereThatIsWanted)
{
    struct Case {
        const char* text;
        const char* without_signature;
        const char* without_quotes;
    };
    const Case cases[] = {
        {"Bed 12 calls\n-- \nICU, ext. 4711", "Bed 12 calls", nullptr},
        {"Bed 12\nSent from my phone", "Bed 12", nullptr},
        {"Alarm\nGesendet von Monitor 12\nCardiac arrest, bed 4", nullptr, nullptr},
        {"Alarm\nSent from my ward\nCardiac arrest, bed 4", nullptr, nullptr},
        {"Bed 12\nVon meinem iPhone gesendet\n\nBed 14", "Bed 12\n\nBed 14", nullptr},
        {"yes\n\nOn Monday, Ann wrote:\n> Bed 12?\n> now", nullptr, "yes"},
        {"yes\n\nOn Monday, Ann wrote:\n>Bed 12?\n>now", nullptr, "yes"},
        {"> Bed 12?\nyes\n> now?\nno", nullptr, "yes\nno"},
        {"fw\n-----Original Message-----\nFrom: a@b\nSubject: x\nold", nullptr, "fw"},
        {"ok\n-------- Ursprüngliche Nachricht --------\nVon: a\nold", nullptr, "ok"},
        {"fw\n________________\nFrom: Ann\nSent: now\nTo: Ben\nold", nullptr, "fw"},
        {"fw\n\nVon: Ann\nGesendet: jetzt\nAn: Ben\nalt", nullptr, nullptr},
        {"a\n----------\nb\nFrom: ICU\nBed: 12", nullptr, nullptr},
        {"Done at 10:30:\nnext", nullptr, nullptr},
        {"a\n-- \nsig\n[attachment: ecg.pdf (application/pdf, 8 bytes)]",
         "a\n[attachment: ecg.pdf (application/pdf, 8 bytes)]", nullptr},
        {"-- \nonly a signature", nullptr, nullptr},
        {"> only a quote", nullptr, nullptr},
    };

    for (const auto& c : cases) {
        const auto or_all = [&](const char* expected) {
            return std::string(expected == nullptr ? c.text : expected);
        };
        EXPECT_EQ(own_text(c.text, {}), c.text);
        EXPECT_EQ(own_text(c.text, signature), or_all(c.without_signature)) << c.text;
        EXPECT_EQ(own_text(c.text, quoted), or_all(c.without_quotes)) << c.text;
    }
}

TEST(OwnText, KeepsTheValuesThatLookLikeMarks)
{
    for (const char* text : {
             "ABP\n--\nHR\n180\nASYSTOLE",
             "SpO2\n>130 HR\n>10000 ng/l",
             "On Monday, the lab wrote:\n>10000 ng/l",
             "K\n> 6.0 mmol/l\nNa",
             "ICU alarm\n----- Patient -----\nBed 12\n----- Vitals -----\nHR 180",
             "Alarm\n-----------\nFrom: ICU 3 monitor\nBed: 12\nHR 180",
             "Alarm\nFrom: ICU 3\nDate: 2027-03-01\nBed: 12",
             "Host down\n\n------------ Details -----------\nHost: icu-gw\nInfo: CRITICAL",
         })
        EXPECT_EQ(own_text(text, both), text);
}

TEST(OwnText, KeepsAnAlarmThatSaysFromAndTo)
{
    for (const char* text :
         {"Patient transfer now\n\nFrom: ICU 3\nTo: Ward 5\nDate: today\nK 6.9, call 4711",
          "Verlegung\n\nVon: ICU 3\nAn: Station 5\nDatum: heute\nK 6,9"})
        EXPECT_EQ(own_text(text, both), text);
    EXPECT_EQ(
        own_text("ok\n\nFrom: Ann <ann@h.example>\nSent: today\nTo: Ward\nSubject: x\n\nold", both),
        "ok");
}

TEST(OwnText, KeepsAMailThatIsSentOn)
{
    const std::string lab = "From: Lab <lab@x>\nDate: Monday\nSubject: K\nTo: ward\n\n> 6.9 K";
    for (const auto& text :
         {"Please act\n\n---------- Forwarded message ---------\n" + lab,
          "Bitte\n\n-------- Weitergeleitete Nachricht --------\n" + lab,
          "See\n\nBegin forwarded message:\n\n" + lab, lab, "-----Original Message-----\n" + lab,
          "[EXTERNAL] mail from outside\n" + lab})
        EXPECT_EQ(own_text(text, both), text);
}

TEST(OwnText, TakesNoMoreThanTenLinesForASignature)
{
    const std::string lines = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10";

    EXPECT_EQ(own_text("a\n-- \n" + lines, signature), "a");
    EXPECT_EQ(own_text("a\n-- \n" + lines + "\n11", signature), "a\n-- \n" + lines + "\n11");
    EXPECT_EQ(own_text("a\n-- \nAnn\n\n-----Original Message-----\n" + lines + "\n11", both), "a");
}

TEST(OwnText, SaysThatAMailWasCutAlsoBelowASignature)
{
    const std::string note = "[the mail was too long or too complicated; some of it is not shown]";

    EXPECT_EQ(own_text("Bed 12\n-- \nAnn\n\n" + note, both), "Bed 12\n" + note);
}

} // namespace
} // namespace mail::test
