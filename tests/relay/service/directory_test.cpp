#include "tests/relay/service/directory_test.h"
#include "store/audit_repository.h"
#include "store/contact_repository.h"
#include "store/token.h"
#include "store/transaction.h"
#include "tests/support/mail_certificate.h"
#include <fstream>
#include <sstream>

namespace {

using namespace std::chrono_literals;
using relay::service::read_secret;

constexpr auto two_people = R"(
domains:
  - {name: House, shared: true}
contacts:
  - opid: ADA-KING
    first_name: Ada
    last_name: King
    alias: Ada.K
    domain: House
    details:
      - phone: "+15550100101"
      - email: ada@hospital.example
    copies: [email]
    redundancy:
      - {channel: sms, delay: 20s, unless: delivered}
  - {opid: BEN-OKORO, first_name: Ben, last_name: Okoro, domain: House}
)";

std::string with_certificate(const std::string& file)
{
    const std::string line = "    alias: Ada.K\n";
    std::string yaml = two_people;
    return yaml.insert(yaml.find(line), "    certificate_file: " + file + "\n");
}

} // namespace

INSTANTIATE_TEST_SUITE_P(Engines, DirectoryTest,
                         testing::Values(store::Engine::Sqlite, store::Engine::PostgreSql),
                         engine_name);

TEST_P(DirectoryTest, TheDemosFileMakesPeopleGroupsSourcesAndTokens)
{
    std::ifstream in(std::string(BELFRY_SOURCE_DIR) + "/packaging/demo/directory.yaml");
    std::ostringstream demo;
    demo << in.rdbuf();
    folder_.put("wctp.code", "open sesame\n");

    EXPECT_EQ(load(demo.str()), "");

    const auto all = people();
    EXPECT_EQ(all->parts().contacts.size(), 8U);
    EXPECT_EQ(all->parts().groups.size(), 3U);
    EXPECT_EQ(all->parts().sources.size(), 3U);
    EXPECT_EQ(group(*all, "CARDIO-ONCALL").failovers.size(), 1U);
    EXPECT_EQ(group(*all, "CARDIO-ONCALL").failover_interval, 30s);
    EXPECT_TRUE(contact(*all, "FATIMA-NOOR").details.at(0).opted_out);
    const auto* source = all->wctp_source("demo@monitor.example");
    ASSERT_NE(source, nullptr);
    EXPECT_TRUE(
        store_->vault.matches(source->code_hash, store::security_code_purpose, "open sesame"));
}

TEST_P(DirectoryTest, ACertificateComesFromAFileBesideItAndStaysWhereTheFileNamesNone)
{
    const auto made = tests::make_mail_certificate();
    folder_.put("ada.pem", made.pem);
    ASSERT_EQ(load(two_people), "");

    EXPECT_EQ(load(with_certificate("ada.pem")), "");
    EXPECT_EQ(contact(*people(), "ADA-KING").certificate->pem, made.pem);
    EXPECT_EQ(contact(*people(), "ADA-KING").certificate->subject, "CN=Ann Lee");

    EXPECT_EQ(load(with_certificate("ada.pem")), "");
    EXPECT_TRUE(changes_.empty());
    EXPECT_EQ(load(two_people), "");
    EXPECT_TRUE(contact(*people(), "ADA-KING").certificate);
}

TEST_P(DirectoryTest, ACertificateThatMailCannotBeEncryptedForIsAMistakeOfTheFile)
{
    const auto made = tests::make_mail_certificate();
    folder_.put("both.pem", made.pem + made.key);
    folder_.put("old.pem", tests::make_mail_certificate({.expires = tests::long_ago}).pem);
    const std::pair<const char*, std::string> refused[] = {
        {"both.pem", "holds a private key, which is the contact's alone"},
        {"old.pem", "expired on 2023-11-14"},
        {"none.pem", "cannot open"}};
    for (const auto& [name, why] : refused) {
        const auto said = load(with_certificate(name));

        EXPECT_NE(said.find("contacts.certificate_file: "), std::string::npos) << said;
        EXPECT_NE(said.find(why), std::string::npos) << said;
        EXPECT_TRUE(people()->parts().contacts.empty());
    }
}

// X.1, X.5
TEST_P(DirectoryTest, SchedulesAndQuietHoursComeFromTheFileAndWhatPeopleSaidThemselvesStays)
{
    const std::string duty = R"(
schedules:
  - opid: DUTY-ONE
    name: Duty
    domain: House
    zone: Europe/Berlin
    layers:
      - turn: day
        begins: 2026-01-05
        handoff: "08:00"
        people: [ADA-KING, "-", ben-okoro]
        hours:
          - {days: [mon, sun], from: "08:00", to: "24:00"}
groups:
  - {opid: TEAM-ONE, name: Team, domain: House, members: [DUTY-ONE]}
)";
    ASSERT_EQ(load(two_people + duty), "");

    const auto all = people();
    const auto& schedule = all->parts().schedules.at(0);
    const auto& layer = schedule.layers.at(0);
    EXPECT_EQ(layer.people, (std::vector{contact(*all, "ADA-KING").id, store::ContactId{},
                                         contact(*all, "BEN-OKORO").id}));
    EXPECT_EQ(layer.hours, (std::vector<store::WeekHours>{{0b1000001, 480, 0}}));
    EXPECT_EQ(layer.handoff, 480);
    EXPECT_EQ(group(*all, "TEAM-ONE").members, std::vector<store::Member>{schedule.id});
    auto ada = contact(*all, "ADA-KING");
    ada.do_not_disturb = store::DoNotDisturb{store::instant(1), {}};
    ada.quiet_hours = {{1, 2, 3}};
    ada.shift_reminder = store::ShiftReminder::Never;
    {
        const auto connection = store_->database.connect();
        store::Transaction transaction(*connection);
        ASSERT_TRUE(store::ContactRepository(*connection, store_->vault).update(ada));
        transaction.commit();
    }

    ASSERT_EQ(load(two_people + duty), "");
    const auto after = people();
    EXPECT_EQ(contact(*after, "ADA-KING").do_not_disturb, ada.do_not_disturb);
    EXPECT_EQ(contact(*after, "ADA-KING").quiet_hours, ada.quiet_hours);
    EXPECT_EQ(contact(*after, "ADA-KING").shift_reminder, store::ShiftReminder::Never);
    EXPECT_EQ(after->parts().schedules.at(0), schedule) << "the same file again changes nothing";
    EXPECT_NE(load("schedules:\n  - {opid: DUTY-TWO, name: N, domain: House, zone: Mars}\n"), "");
}

// X.15
TEST_P(DirectoryTest, SomebodyIsReachedByAPagerAndThroughAnotherGateway)
{
    folder_.put("pagers.code", "open sesame\n");

    ASSERT_EQ(load("domains: [{name: House, shared: true}]\n"
                   "contacts:\n"
                   "  - opid: ADA-KING\n"
                   "    first_name: Ada\n"
                   "    last_name: King\n"
                   "    domain: House\n"
                   "    details: [{pager: '4711'}, {wctp: 5551230001@carrier.example}]\n"
                   "    copies: [snpp]\n"
                   "    redundancy: [{channel: wctp_peer, delay: 20s}]\n"
                   "sources:\n"
                   "  - {name: pagers, door: snpp, sender_id: Monitor, code_file: pagers.code}\n"
                   "  - {name: old, door: snpp, networks: [10.0.0.7]}\n"),
              "");

    const auto all = people();
    const auto& ada = contact(*all, "ADA-KING");
    EXPECT_EQ(ada.details.at(0).kind, store::DetailKind::Pager);
    EXPECT_EQ(ada.details.at(1).address, "5551230001@carrier.example");
    EXPECT_EQ(ada.copies, std::vector{store::Channel::Snpp});
    EXPECT_EQ(ada.redundancy.at(0).channel, store::Channel::WctpPeer);
    EXPECT_EQ(all->parts().sources.at(0).sender_id, "monitor");
}

TEST_P(DirectoryTest, NobodyPagesBySnppUnknown)
{
    EXPECT_EQ(load("contacts:\n"
                   "  - {opid: ADA-KING, first_name: Ada, last_name: King, domain: House,\n"
                   "     details: [{pager: two words}, {pager: '1', wctp: '2'}]}\n"
                   "sources:\n"
                   "  - {name: anybody, door: snpp}\n"
                   "  - {name: codeless, door: snpp, sender_id: monitor}\n"),
              "3:24: contacts.details.pager: 'two words' names nobody; write what the other side "
              "calls this person: 1 to 128 characters of ASCII, no blanks\n"
              "3:36: contacts.details.phone: an entry is one phone, email, pager or wctp; write "
              "'- phone: \"+15550100101\"' or '- email: a@b.example'\n"
              "5:5: sources.sender_id: of door: snpp anybody could be this source; add "
              "'sender_id: LOGIN' with a code_file, or networks and no sender_id\n"
              "6:45: sources.sender_id: of door: snpp anybody could be this source; add "
              "'sender_id: LOGIN' with a code_file, or networks and no sender_id\n");
}

TEST_P(DirectoryTest, TheSameFileAgainChangesNothing)
{
    ASSERT_EQ(load(two_people), "");
    const auto version = people()->version();

    EXPECT_EQ(load(two_people), "");

    EXPECT_TRUE(changes_.empty());
    EXPECT_EQ(people()->version(), version);
}

TEST_P(DirectoryTest, AContactThatDiffersKeepsItsKeyAndThoseOfItsAddresses)
{
    ASSERT_EQ(load(two_people), "");
    const auto before = contact(*people(), "ADA-KING");
    std::string renamed = two_people;
    renamed.replace(renamed.find("last_name: King"), 15, "last_name: Byron");

    EXPECT_EQ(load(renamed), "");

    const auto after = contact(*people(), "ADA-KING");
    EXPECT_EQ(after.last_name, "Byron");
    EXPECT_EQ(after.id, before.id);
    EXPECT_EQ(after.details, before.details);
    EXPECT_EQ(after.alias, "ada.k");
    EXPECT_EQ(changes_.contacts.changed.size(), 1U);
    EXPECT_TRUE(changes_.contacts.added.empty());
}

TEST_P(DirectoryTest, AFileThatDoesNotSpeakOfAnOptOutLeavesIt)
{
    ASSERT_EQ(load(two_people), "");
    const auto detail = contact(*people(), "ADA-KING").details.at(0).id;
    const auto connection = store_->database.connect();
    store::Transaction stop(*connection);
    ASSERT_TRUE(store::ContactRepository(*connection, store_->vault)
                    .record_opt_out({detail, true, store::instant(1), "sms", "contact", "STOP"}));
    stop.commit();

    EXPECT_EQ(load(two_people), "");

    EXPECT_TRUE(contact(*people(), "ADA-KING").details.at(0).opted_out);
}

TEST_P(DirectoryTest, AGroupMayHoldOneThatStandsBelowIt)
{
    const std::string groups = std::string(two_people) + R"(
groups:
  - {opid: EVERYBODY, name: All, domain: House, members: [WARD-ONE, Ada.K]}
  - {opid: WARD-ONE, name: Ward, domain: House, members: [BEN-OKORO]}
)";

    EXPECT_EQ(load(groups), "");

    const auto all = people();
    const std::vector<store::Member> members{group(*all, "WARD-ONE").id,
                                             contact(*all, "ADA-KING").id};
    EXPECT_EQ(group(*all, "EVERYBODY").members, members);
}

TEST_P(DirectoryTest, ATokenIsMadeOnceAndItsFileOpensTheDoor)
{
    const std::string tokens = std::string(two_people) + R"(
tokens:
  - {name: ada, scope: inbox, contact: ADA-KING, file: ada.token}
)";
    ASSERT_EQ(load(tokens), "");
    const auto text = read_secret(folder_.path() / "ada.token");
    ASSERT_TRUE(text);

    EXPECT_EQ(load(tokens), "");

    const auto all = people();
    const auto* token = all->token_by_hash(store::token_hash(*text));
    ASSERT_NE(token, nullptr);
    EXPECT_EQ(token->contact, contact(*all, "ADA-KING").id);
    EXPECT_EQ(read_secret(folder_.path() / "ada.token"), text);
    EXPECT_TRUE(changes_.empty());
}

TEST_P(DirectoryTest, ATokenWhoseFileIsGoneIsReplaced)
{
    const std::string tokens = std::string(two_people) + R"(
tokens:
  - {name: ada, scope: inbox, contact: ADA-KING, file: ada.token}
)";
    ASSERT_EQ(load(tokens), "");
    const auto old = read_secret(folder_.path() / "ada.token");
    std::filesystem::remove(folder_.path() / "ada.token");

    EXPECT_EQ(load(tokens), "");

    const auto all = people();
    EXPECT_EQ(all->parts().tokens.size(), 1U);
    EXPECT_EQ(all->token_by_hash(store::token_hash(old.value())), nullptr);
}

TEST_P(DirectoryTest, EveryChangeIsAudited)
{
    ASSERT_EQ(load(two_people), "");

    const auto connection = store_->database.connect();
    store::AuditRepository audit(*connection, store_->vault);
    std::string actions;
    for (const auto& entry : audit.list(0, 10))
        actions += entry.action + " by " + entry.actor + " at " + entry.origin + "\n";
    EXPECT_EQ(actions, "contact.create by system at test\n"
                       "contact.create by system at test\n"
                       "domain.create by system at test\n");
    EXPECT_FALSE(audit.verify().fault);
}

TEST_P(DirectoryTest, NamesThatNobodyHasAreAllReportedAndNothingIsChanged)
{
    const std::string wrong = std::string(two_people) + R"(
groups:
  - {opid: WARD-ONE, name: Ward, domain: Hose, members: [ADA-KNIG, WARD-ONE]}
access:
  - {principal: nobody, domain: House, level: viewer}
tokens:
  - {name: ada, scope: inbox, contact: WARD-ONE, file: ada.token}
)";

    EXPECT_EQ(load(wrong),
              "19:42: there is no domain 'Hose'; did you mean 'House'?\n"
              "19:58: there is no contact, group or schedule 'ADA-KNIG'; did you mean 'ADA-KING'?\n"
              "19:68: the group 'WARD-ONE' is a member of itself; take it out of the list\n"
              "21:17: there is no principal 'nobody'; add it, or correct the name\n"
              "23:40: 'WARD-ONE' is a group; name a contact\n");
    EXPECT_TRUE(people()->parts().contacts.empty());
    EXPECT_FALSE(std::filesystem::exists(folder_.path() / "ada.token"));
}

TEST_P(DirectoryTest, AnAddressBelongsToOneOnly)
{
    ASSERT_EQ(load(two_people), "");

    EXPECT_EQ(
        load("domains: [{name: House}]\n"
             "contacts:\n"
             "  - {opid: CHEN-WEI, alias: ben-okoro, first_name: W, last_name: C, domain: House}\n"
             "groups:\n"
             "  - {opid: ADA-KING, name: Ada, domain: House}\n"),
        "3:29: 'ben-okoro' is the address of somebody else already; give each contact and "
        "group an OPID and alias of its own\n"
        "5:5: 'ADA-KING' is the address of somebody else already; give each contact and "
        "group an OPID and alias of its own\n");
}

TEST_P(DirectoryTest, ValuesThatCannotBeAreReportedWithTheirPlace)
{
    EXPECT_EQ(load("contacts:\n"
                   "  - {opid: ADA, first_name: Ada, last_name: King, domain: House}\n"
                   "  - {opid: BEN-OKORO, first_nam: Ben, last_name: Okoro, domain: House,\n"
                   "     details: [{phone: 555-0100}]}\n"
                   "sources:\n"
                   "  - {name: ward, door: wtcp, code_file: ward.code}\n"
                   "tokens:\n"
                   "  - {name: t, scope: inbox, file: t.token}\n"),
              "2:12: contacts.opid: 'ADA' is not an OPID; use 5 to 64 letters, digits, '-', '_' "
              "and '.'\n"
              "3:5: contacts.first_name: must be given here; add 'first_name: value'\n"
              "3:23: unknown key 'first_nam' in 'contacts'; did you mean 'first_name'?\n"
              "4:24: contacts.details.phone: '555-0100' is not a phone number; write it as \"+\", "
              "country and number, digits only, in quotes\n"
              "6:5: sources.sender_id: must be given for door: wctp; add 'sender_id: NAME'\n"
              "6:24: sources.door: 'wtcp' is not a word that fits here; did you mean 'wctp'?\n"
              "6:41: sources.code_file: cannot open " +
                  (folder_.path() / "ward.code").string() +
                  ": No such file or directory; put the security code into that file, readable "
                  "only by you\n"
                  "8:5: tokens.contact: must be given for scope: inbox; add 'contact: OPID'\n");
}
