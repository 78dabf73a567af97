#include "store/directory_snapshot.h"
#include "store/token.h"
#include "store/token_repository.h"
#include "tests/store/store_test.h"

using namespace tests;
using namespace store;

namespace {

Contact full_contact()
{
    auto contact = donald();
    contact.display_name = "Dr. Duckworth (ICU)";
    contact.alias = "donald.d";
    contact.public_id = "AD-77";
    contact.secure = false;
    contact.acknowledgement = Acknowledgement{noon, "tok_1"};
    contact.details = {{DetailId{21}, DetailKind::Email, "Donald@Hospital.example", false},
                       {DetailId{20}, DetailKind::Phone, "+14155550101", true}};
    contact.redundancy = {{Channel::Sms, Millis{1'800'000}, Progress::Read},
                          {Channel::Email, Millis{60'000}, Progress::Delivered}};
    contact.copies = {Channel::Ivr, Channel::Email};
    contact.mail_statuses = true;
    contact.wctp_status_email = "desk@hospital.example";
    contact.certificate = {"PEM of Donald", "CN=Donald Duckworth", "AB:CD", noon + Millis{1}};
    contact.retention = Retention::SixMonths;
    return contact;
}

Contact with_version(Contact contact, std::int64_t version)
{
    contact.version = version;
    return contact;
}

Group ward()
{
    return {.id = GroupId{30},
            .opid = opid("WARD-7"),
            .name = "Ward 7",
            .description = "nights",
            .domain = house.id,
            .members = {donald().id},
            .escalation = true,
            .failover_interval = Millis{30'000},
            .factor = Progress::Replied,
            .failovers = {donald().id},
            .fail_report_email = "lead@hospital.example",
            .include_original = true,
            .created = noon};
}

class DirectoryStore : public StoreTest {
protected:
    void SetUp() override
    {
        StoreTest::SetUp();
        if (IsSkipped())
            return;
        commit([this] { insert_directory(connection(), vault()); });
    }
    ContactRepository contacts() { return {connection(), vault()}; }
    GroupRepository groups() { return {connection(), vault()}; }
};

} // namespace

TEST_P(DirectoryStore, GivesAContactBackAsItWasSaved)
{
    const auto contact = full_contact();
    ASSERT_TRUE(contacts().remove(donald().id, noon));
    auto other = contact;
    other.id = ContactId{11};

    contacts().insert(other);

    EXPECT_EQ(contacts().find(other.id), other);
    EXPECT_EQ(contacts().list(), std::vector{other});
}

TEST_P(DirectoryStore, UpdatesAContactOnlyFromTheVersionThatWasRead)
{
    auto contact = full_contact();

    EXPECT_TRUE(contacts().update(contact));
    EXPECT_FALSE(contacts().update(contact));

    contact.version = 2;
    contact.details[1].opted_out = true; // a new detail comes with its state
    EXPECT_EQ(contacts().find(contact.id), contact);
}

TEST_P(DirectoryStore, ReplacesACertificateTakesItAwayAndForgetsThatOfARemovedContact)
{
    auto contact = full_contact();
    ASSERT_TRUE(contacts().update(contact));
    contact.version = 2;
    contact.certificate = {"another", "", "EF:01", noon};
    ASSERT_TRUE(contacts().update(contact));
    EXPECT_EQ(contacts().find(contact.id)->certificate, contact.certificate);

    contact.version = 3;
    contact.certificate.reset();
    ASSERT_TRUE(contacts().update(contact));
    EXPECT_EQ(contacts().find(contact.id)->certificate, std::nullopt);

    ASSERT_TRUE(contacts().update(with_version(full_contact(), 4)));
    ASSERT_TRUE(contacts().remove(contact.id, noon));
    EXPECT_EQ(contacts().find(contact.id)->certificate, std::nullopt);
}

TEST_P(DirectoryStore, KeepsTheOptOutWhenAnOldCopyOfTheContactIsSaved)
{
    auto contact = full_contact();
    ASSERT_TRUE(contacts().update(contact));
    const OptOutEvent stop{DetailId{21}, true, noon, "sms", "contact", "STOP"};

    ASSERT_TRUE(contacts().record_opt_out(stop));
    contact.version = 2;
    ASSERT_TRUE(contacts().update(contact));

    EXPECT_TRUE(contacts().find(contact.id)->details[0].opted_out);
    EXPECT_EQ(contacts().opt_outs_of(DetailId{21}), std::vector{stop});
}

TEST_P(DirectoryStore, FindsWhoHasAnAddressHoweverItIsWritten)
{
    ASSERT_TRUE(contacts().update(full_contact()));

    const auto by_phone = contacts().owners_of(DetailKind::Phone, "1 (415) 555-0101");
    const auto by_mail = contacts().owners_of(DetailKind::Email, "donald@hospital.EXAMPLE");

    ASSERT_EQ(by_phone.size(), 1U);
    EXPECT_EQ(by_phone[0].detail, DetailId{20});
    ASSERT_EQ(by_mail.size(), 1U);
    EXPECT_EQ(by_mail[0].contact, donald().id);
    EXPECT_TRUE(contacts().owners_of(DetailKind::Phone, "+14155550102").empty());
}

// S0.4, one namespace
TEST_P(DirectoryStore, NamesTheRuleThatWasBrokenAlikeOnBothEngines)
{
    auto group = ward();
    group.members.clear();
    group.failovers.clear();
    commit([&] { groups().insert(group); });
    const auto conflict_of = [&](const auto& work) -> std::string {
        try {
            commit(work);
        } catch (const Conflict& conflict) {
            return conflict.constraint();
        }
        return "none";
    };
    auto same_name = group;
    same_name.id = GroupId{31};
    same_name.opid = opid("WARD-8");
    auto same_opid = group;
    same_opid.id = GroupId{32};
    same_opid.name = "Another";
    auto opid_of_a_contact = same_opid;
    opid_of_a_contact.opid = donald().opid;
    auto same_sender = bedside;
    same_sender.id = SourceId{33};
    same_sender.name = "another";
    same_sender.sender_id = "BEDSIDE.example";

    EXPECT_EQ(conflict_of([&] { groups().insert(same_name); }), "contact_group_name_key");
    EXPECT_EQ(conflict_of([&] { groups().insert(same_opid); }), "opid_pkey");
    EXPECT_EQ(conflict_of([&] { groups().insert(opid_of_a_contact); }), "opid_pkey");
    EXPECT_EQ(conflict_of([&] { groups().insert(group); }), "contact_group_pkey");
    EXPECT_EQ(conflict_of([&] { SourceRepository(connection(), vault()).insert(same_sender); }),
              "source_sender_id_key");
    EXPECT_EQ(
        conflict_of([&] {
            DomainRepository(connection()).insert(SecurityDomain{DomainId{9}, "House", false});
        }),
        "security_domain_name_key");
}

// S3.2
TEST_P(DirectoryStore, KeepsEveryContactInADomainThatIsThere)
{
    auto stray = donald();
    stray.id = ContactId{11};
    stray.opid = opid("STRAY");
    stray.domain = DomainId{99};
    const auto move = [this](const Value& domain) {
        commit([&] {
            connection().execute("UPDATE contact SET domain_id = $1 WHERE id = $2",
                                 {domain, donald().id.value});
        });
    };

    EXPECT_THROW(commit([&] { contacts().insert(stray); }), StoreError);
    EXPECT_THROW(move(Value{}), StoreError);
    EXPECT_THROW(move(std::int64_t{99}), StoreError);

    EXPECT_EQ(contacts().list(), std::vector{donald()});
    EXPECT_NO_THROW(move(house.id.value));
}

TEST_P(DirectoryStore, GivesAGroupBackWithItsMembersInOrder)
{
    auto nested = ward();
    nested.id = GroupId{29};
    nested.opid = opid("NESTED");
    nested.name = "Nested";
    nested.members.clear();
    auto group = ward();
    group.members = {nested.id, donald().id};
    group.failovers = {donald().id, nested.id};

    groups().insert(nested);
    groups().insert(group);

    EXPECT_EQ(groups().find(group.id), group);
    EXPECT_EQ(groups().list(), (std::vector{nested, group}));
}

TEST_P(DirectoryStore, TakesARemovedContactOutOfItsGroupsAndFreesTheOpid)
{
    groups().insert(ward());
    auto successor = donald();
    successor.id = ContactId{12};

    ASSERT_TRUE(contacts().remove(donald().id, noon));
    contacts().insert(successor);

    EXPECT_TRUE(groups().find(ward().id)->members.empty());
    EXPECT_EQ(groups().find(ward().id)->version, 2);
    EXPECT_EQ(contacts().list(), std::vector{successor});
    EXPECT_EQ(contacts().find(donald().id)->first_name, "Donald");
    EXPECT_FALSE(contacts().remove(donald().id, noon));
}

TEST_P(DirectoryStore, GivesASourceBackAsItWasSaved)
{
    SourceRepository sources(connection(), vault());
    auto source = bedside;
    source.id = SourceId{5};
    source.name = "mail gate";
    source.door = Door::Smtp;
    source.networks = {"10.0.0.0/8", "2001:db8::/32"};
    source.senders = {"*@hospital.example", "a,b:c@x.example"};
    source.callback_networks = {"192.0.2.0/24"};
    source.strict = true;
    source.priority = Priority::High;
    source.subject_tags = true;
    source.rate_per_second = 3;
    source.files = {Attachments::Keep, 3, 1000, 2000, {"image/*", "application/pdf"}};

    sources.insert(source);

    EXPECT_EQ(sources.find(source.id), source);
    EXPECT_TRUE(sources.update(source));
    EXPECT_FALSE(sources.update(source));
    EXPECT_TRUE(sources.remove(source.id, noon));
    EXPECT_EQ(sources.list(), std::vector{bedside});
}

TEST_P(DirectoryStore, RemovesADomainOnlyWhenNobodyLivesInIt)
{
    DomainRepository domains(connection());
    const SecurityDomain empty{DomainId{8}, "Empty", false};
    domains.insert(empty);
    domains.grant({monitor.id, empty.id, AccessLevel::Editor});

    EXPECT_FALSE(domains.remove(house.id));
    EXPECT_TRUE(domains.remove(empty.id));

    EXPECT_EQ(domains.domains(), std::vector{house});
    EXPECT_TRUE(domains.accesses().empty());
}

TEST_P(DirectoryStore, ReplacesAGrantAndRevokesIt)
{
    DomainRepository domains(connection());

    domains.grant({monitor.id, house.id, AccessLevel::Editor});
    domains.grant({monitor.id, house.id, AccessLevel::None});

    EXPECT_EQ(domains.accesses(), (std::vector<Access>{{monitor.id, house.id, AccessLevel::None}}));
    EXPECT_TRUE(domains.revoke(monitor.id, house.id));
    EXPECT_FALSE(domains.revoke(monitor.id, house.id));
}

TEST_P(DirectoryStore, LoadsASnapshotThatAnswersByAddressSourceAndToken)
{
    ASSERT_TRUE(contacts().update(full_contact()));
    groups().insert(ward());
    const auto secret = make_token();
    const Token token{.id = TokenId{40},
                      .name = "ward tablet",
                      .scope = Scope::Inbox,
                      .hash = token_hash(secret),
                      .contact = donald().id,
                      .created_ms = 5};
    TokenRepository(connection()).insert(token);

    const auto directory = load_directory(connection(), vault());

    EXPECT_EQ(directory->find("donald.D"), Member{donald().id});
    EXPECT_EQ(directory->find("ward-7"), Member{ward().id});
    EXPECT_EQ(directory->contact(donald().id)->name(), "Donald Duckworth");
    EXPECT_EQ(directory->wctp_source("Bedside.Example")->id, bedside.id);
    ASSERT_NE(directory->token_by_hash(token_hash(secret)), nullptr);
    EXPECT_EQ(*directory->token_by_hash(token_hash(secret)), token);
}

TEST_P(DirectoryStore, IsLoadedAnewOnlyAfterAChange)
{
    DirectoryCache cache(vault());

    EXPECT_TRUE(cache.refresh_if_changed(connection()));
    EXPECT_FALSE(cache.refresh_if_changed(connection()));
    const auto before = cache.current();
    commit([&] { groups().insert(ward()); });
    EXPECT_TRUE(cache.refresh_if_changed(connection()));

    EXPECT_EQ(before->group(ward().id), nullptr);
    EXPECT_NE(cache.current()->group(ward().id), nullptr);
    EXPECT_GT(cache.current()->version(), before->version());
}

ON_BOTH_ENGINES(DirectoryStore);
