// What a calendar file says to people. RFC 5545.
#include "mail/calendar.h"
#include "mail/readable.h"

#include <gtest/gtest.h>

namespace mail::test {
namespace {

std::string event(const std::string& lines, const std::string& method = "")
{
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + method + "BEGIN:VEVENT\r\n" + lines +
           "END:VEVENT\r\nEND:VCALENDAR\r\n";
}

// U.9
TEST(Calendar, SaysWhatWhenAndWhereInOneLine)
{
    struct Row {
        const char* lines;
        const char* said;
    };
    const Row table[] = {
        {"SUMMARY:Tumour board\r\nDTSTART:20270301T140000Z\r\nDTEND:20270301T150000Z\r\n"
         "LOCATION:Room 4\r\n",
         "[calendar: Tumour board, 2027-03-01 14:00 to 15:00 UTC, in Room 4]"},
        {"SUMMARY:x\r\nDTSTART;TZID=Europe/Berlin:20270301T140000\r\n",
         "[calendar: x, 2027-03-01 14:00 Europe/Berlin]"},
        {"SUMMARY:x\r\nDTSTART;TZID=\"W. Europe; Standard: Time\":20270301T140000\r\n",
         "[calendar: x, 2027-03-01 14:00 W. Europe; Standard: Time]"},
        {"SUMMARY:x\r\nDTSTART:20270301T140000\r\n", "[calendar: x, 2027-03-01 14:00 no zone]"},
        {"SUMMARY:x\r\nDTSTART;VALUE=DATE:20270301\r\nDTEND;VALUE=DATE:20270303\r\n",
         "[calendar: x, 2027-03-01 to 2027-03-02]"},
        {"SUMMARY:x\r\nDTSTART;VALUE=DATE:20270228\r\nDTEND;VALUE=DATE:20270301\r\n",
         "[calendar: x, 2027-02-28]"},
        {"SUMMARY:x\r\nDTSTART;TZID=A:20270301T190000\r\nDURATION:PT12H30M\r\n",
         "[calendar: x, 2027-03-01 19:00 to 2027-03-02 07:30 A]"},
        {"SUMMARY:x\r\nDTSTART;VALUE=DATE:20270301\r\nDURATION:P1W\r\n",
         "[calendar: x, 2027-03-01 to 2027-03-07]"},
        {"SUMMARY:x\r\nDURATION:P99999W\r\nDTSTART:20270301T140000Z\r\nDURATION:PT\r\n",
         "[calendar: x, 2027-03-01 14:00 UTC]"},
        {"SUMMARY:x\r\nDTSTART:20270301T230000Z\r\nDTEND:20270302T010000Z\r\n",
         "[calendar: x, 2027-03-01 23:00 to 2027-03-02 01:00 UTC]"},
        {"SUMMARY:x\r\nDTSTART;TZID=A:20270301T230000\r\nDTEND;TZID=B:20270302T010000\r\n",
         "[calendar: x, 2027-03-01 23:00 A to 2027-03-02 01:00 B]"},
        {"summary;language=de:Visite\\, Station 4\\; bitte\\nkommen\r\n",
         "[calendar: Visite, Station 4; bitte kommen]"},
        {"SUMMARY:Tum\r\n our bo\r\n\tard\r\n", "[calendar: Tumour board]"},
        {"DTSTART:20270301T140000Z\r\n", "[calendar: no title, 2027-03-01 14:00 UTC]"},
        {"SUMMARY:x\r\nBEGIN:VALARM\r\nSUMMARY:alarm\r\nEND:VALARM\r\n", "[calendar: x]"},
        {"SUMMARY:x\r\nSTATUS:CANCELLED\r\n", "[calendar, cancelled: x]"},
        {"SUMMARY:x\r\nDTSTART:20270230T140000Z\r\n", "[calendar: x]"},
        {"SUMMARY:x\r\nDTSTART:20270301T250000Z\r\n", "[calendar: x]"},
        {"SUMMARY:x\r\nDTSTART:20270301 140000Z\r\n", "[calendar: x]"},
        {"SUMMARY:x\r\nDTSTART:+0270301T140000Z\r\n", "[calendar: x]"},
        {"", ""},
    };

    for (const auto& [lines, said] : table)
        EXPECT_EQ(calendar_lines(event(lines)), said) << lines;
}

// U.9
TEST(Calendar, SaysWhatIsAskedForByItsMethod)
{
    const std::pair<const char*, const char*> table[] = {
        {"REQUEST", "[calendar, invitation: x]"},
        {"CANCEL", "[calendar, cancelled: x]"},
        {"reply", "[calendar, answer: x]"},
        {"COUNTER", "[calendar, another proposal: x]"},
        {"PUBLISH", "[calendar: x]"},
    };

    for (const auto& [method, said] : table)
        EXPECT_EQ(calendar_lines(event("SUMMARY:x\r\n", std::string("METHOD:") + method + "\r\n")),
                  said);
}

// U.9
TEST(Calendar, SaysNothingOfWhatIsNoCalendar)
{
    for (const auto* text : {"", "hello", "BEGIN:VEVENT", "SUMMARY:x\n", "BEGIN:VCALENDAR\r\n",
                             "END:VEVENT\nEND:VEVENT\n", ":\n;\n\"\n:;=\n \n"})
        EXPECT_EQ(calendar_lines(text), "") << text;
}

// U.9
TEST(Calendar, CountsTheEventsThatItDoesNotTell)
{
    std::string all;
    for (int i = 0; i < 12; ++i)
        all += event("SUMMARY:e" + std::to_string(i) + "\r\n");

    const auto said = calendar_lines(all);

    EXPECT_NE(said.find("[calendar: e9]"), std::string::npos);
    EXPECT_EQ(said.find("e10"), std::string::npos);
    EXPECT_TRUE(said.ends_with("\n[calendar: and 2 more]")) << said;
}

TEST(Calendar, IsDescribedWhereThereIsNoOtherText)
{
    const auto entry =
        event("SUMMARY:Duty\r\nDESCRIPTION:You cover ICU 3\\, pager 4711\\nDr. King\r\n");
    const auto with_text = read_mail("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n"
                                     "Join\r\n--b\r\nContent-Type: text/calendar\r\n\r\n" +
                                     entry + "\r\n--b--\r\n");

    EXPECT_EQ(read_mail("Content-Type: text/calendar\r\n\r\n" + entry)
                  .text.find("[calendar: Duty]\n\nYou cover ICU 3, pager 4711\nDr. King\n"),
              0U);
    EXPECT_EQ(with_text.text.find("Join\n\n[calendar: Duty]\n\n[attachment"), 0U) << with_text.text;
}

// U.9
TEST(Calendar, IsALineOfTheTextWhereverItStandsInAMail)
{
    const auto entry = event("SUMMARY:Board\r\nDTSTART:20270301T140000Z\r\n", "METHOD:REQUEST\r\n");
    const std::string line = "[calendar, invitation: Board, 2027-03-01 14:00 UTC]";
    const std::string type = "Content-Type: text/calendar; method=REQUEST\r\n\r\n";
    const std::string as_form = "Content-Type: multipart/alternative; boundary=b\r\n\r\n"
                                "--b\r\n\r\nplain\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>rich"
                                "</p>\r\n--b\r\n" +
                                type + entry + "\r\n--b--\r\n";

    EXPECT_EQ(read_mail(type + entry).text.find(line), 0U);
    const auto read = read_mail(as_form);
    EXPECT_EQ(read.text.find("plain\n\n" + line + "\n\n[attachment: unnamed (text/calendar, "), 0U)
        << read.text;
    EXPECT_EQ(read.attachments.size(), 1U);
    EXPECT_EQ(read.text.find("rich"), std::string::npos);
}

} // namespace
} // namespace mail::test
