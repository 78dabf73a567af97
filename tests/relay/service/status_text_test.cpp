#include "relay/service/command/status_text.h"
#include <gtest/gtest.h>

using namespace relay::service::command;

namespace {

constexpr auto a_message = R"({
  "id": "msg_1", "source": {"id": "src_1", "name": "icu"}, "door": "wctp",
  "originator": "monitor@icu.example", "recipient": "ICU-TEAM", "priority": "high",
  "acceptedAt": "2026-11-24T12:00:00.000Z", "textState": "withheld",
  "pages": [{
    "id": "pg_1", "contact": {"id": "ct_1", "opid": "ADA-KING", "name": "Ada King"},
    "path": [{"id": "gr_1", "opid": "ICU-TEAM", "name": "Intensive care"}],
    "progress": "read", "createdAt": "2026-11-24T12:00:00.000Z",
    "readAt": "2026-11-25T00:00:01.500Z",
    "deliveries": [
      {"id": "dl_1", "kind": "primary", "channel": "secure", "state": "read", "attempts": []},
      {"id": "dl_2", "kind": "copy", "channel": "email", "state": "accepted", "attempts": [
        {"number": 1, "state": "accepted", "provider": "email", "code": "250",
         "startedAt": "2026-11-24T12:00:00.100Z"}]},
      {"id": "dl_3", "kind": "redundancy", "channel": "sms", "state": "planned", "unless": "read",
       "dueAt": "2026-11-24T12:00:20.000Z", "attempts": []}]}],
  "escalations": [],
  "replies": [{"id": "rp_1", "page": "pg_1", "channel": "secure", "choice": 1,
    "contact": {"id": "ct_1", "opid": "ADA-KING"}, "at": "2026-11-24T12:00:31.000Z"}],
  "notices": [{"id": "nt_1", "kind": "read", "way": "query", "at": "2026-11-24T12:00:30.000Z"}],
  "timeline": [{"at": "2026-11-24T12:00:00.000Z", "kind": "decision", "what": "paged",
    "contact": {"id": "ct_1", "opid": "ADA-KING"}, "reason": "through gr_1"}],
  "explain": [
    {"who": {"id": "ct_2"}, "why": "domain", "reason": "ct_2: domain, through gr_1"},
    {"page": "pg_1", "why": "opted_out", "reason": "redundancy by ivr: opted_out"}]
})";

} // namespace

TEST(StatusText, ShowsWhoByWhichPathWhenWithWhatResultAndWhoWasLeftOut)
{
    EXPECT_EQ(status_text(parse_json(a_message).value()),
              "Message msg_1\n"
              "  from        monitor@icu.example, by wctp of source icu\n"
              "  to          ICU-TEAM\n"
              "  accepted    2026-11-24T12:00:00.000Z\n"
              "  priority    high\n"
              "  text        withheld; --text shows it, and that is audited\n"
              "\n"
              "Ada King (ADA-KING): read 2026-11-25 00:00:01.500  [pg_1]\n"
              "  by way of ICU-TEAM\n"
              "  KIND        CHANNEL  STATE     RESULT\n"
              "  primary     secure   read\n"
              "  copy        email    accepted  12:00:00.100 accepted by email, 250\n"
              "  redundancy  sms      planned   due 12:00:20.000 unless read\n"
              "\n"
              "Replies\n"
              "  AT            WHO       CHANNEL  ANSWER\n"
              "  12:00:31.000  ADA-KING  secure   choice 1\n"
              "\n"
              "Left out\n"
              "  WHO       WHY        REASON\n"
              "  ct_2      domain     ct_2: domain, through ICU-TEAM\n"
              "  ADA-KING  opted_out  redundancy by ivr: opted_out\n"
              "\n"
              "Owed to the originator\n"
              "  AT            WHAT  ABOUT  WAY    RESULT\n"
              "  12:00:30.000  read         query  kept for its query\n"
              "\n"
              "Timeline (UTC)\n"
              "  AT            WHAT   WHO       REASON\n"
              "  12:00:00.000  paged  ADA-KING  through ICU-TEAM\n");
}

TEST(StatusText, AMessageThatReachedNobodySaysSo)
{
    const auto text = status_text(
        parse_json(R"({"id":"msg_2","acceptedAt":"2026-11-24T12:00:00Z","textState":"purged",
                       "explain":[{"who":{"id":"gr_2","opid":"EMPTY-ONE"},"why":"empty_group",
                                   "reason":"gr_2: empty_group"}]})")
            .value());

    EXPECT_NE(text.find("  text        purged\n"), std::string::npos);
    EXPECT_NE(text.find("  EMPTY-ONE  empty_group  EMPTY-ONE: empty_group\n"), std::string::npos);
}
