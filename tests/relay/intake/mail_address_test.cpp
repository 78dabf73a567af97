#include "relay/intake/mail_address.h"
#include "tests/support/builders.h"
#include <gtest/gtest.h>

namespace tests {
namespace {

using relay::intake::CalledBy;
using relay::intake::read_local_part;
using store::Priority;

store::Contact called(std::int64_t id, const std::string& opid, const std::string& first,
                      const std::string& last)
{
    auto contact = build::contact(id, opid).get();
    contact.first_name = first;
    contact.last_name = last;
    return contact;
}

store::Directory people()
{
    auto ann = called(1, "ANN-LEE", "Ann", "Lee");
    ann.alias = "ann";
    store::Directory::Parts parts;
    parts.contacts = {ann, called(2, "BEN-ONE", "Ben", "Okoro"),
                      called(3, "BEN-TWO", "BEN", "OKORO"),
                      called(4, "MIA-DIJK", "Mia", "van.Dijk"), called(5, "ODD-LEE", "", "Lee")};
    return store::Directory(std::move(parts));
}

std::string name_in(const std::string& local)
{
    return read_local_part(people(), local).name;
}

TEST(MailAddress, NamesAnOpidAnAliasOrTheOneContactThatIsCalledSo)
{
    EXPECT_EQ(name_in("ANN-LEE"), "ANN-LEE");
    EXPECT_EQ(name_in("ann"), "ann");
    EXPECT_EQ(name_in("ann.lee"), "ANN-LEE");
    EXPECT_EQ(name_in("Ann.LEE+high"), "ANN-LEE");
    EXPECT_EQ(name_in("mia.van.dijk"), "MIA-DIJK");
}

TEST(MailAddress, NamesNobodyWhereTwoAreCalledSoOrAPartIsMissing)
{
    for (const auto* local : {"ben.okoro", "no.body", ".lee", "lee.", "annlee", ""})
        EXPECT_EQ(name_in(local), local) << "as written, and so it is not found";
}

TEST(MailAddress, SaysHowUrgentAndWhatMayBeAnswered)
{
    const auto said = read_local_part(people(), "ann+Low+ask=On_my_way/Cannot_come/+STAT");

    EXPECT_EQ(said.name, "ann");
    EXPECT_EQ(said.priority, Priority::High);
    const std::vector<store::Choice> choices{{"On my way", "On my way"},
                                             {"Cannot come", "Cannot come"}};
    EXPECT_EQ(said.choices, choices);
    EXPECT_TRUE(said.unknown.empty());
}

TEST(MailAddress, LeavesOutAndNamesTagsThatMeanNothing)
{
    const auto said = read_local_part(people(), "ann+hihg+ask=+list-archive+normal");

    EXPECT_EQ(said.priority, Priority::Normal);
    EXPECT_TRUE(said.choices.empty());
    EXPECT_EQ(said.unknown, (std::vector<std::string>{"hihg", "ask=", "list-archive"}));
}

TEST(MailAddress, TakesTenChoicesAtTheMost)
{
    EXPECT_EQ(read_local_part(people(), "ann+ask=1/2/3/4/5/6/7/8/9/10/11").choices.size(), 10U);
}

TEST(MailAddress, OfAnOpidWithAPlusHasNoTags)
{
    store::Directory::Parts parts;
    auto odd = build::contact(1, "ANN-LEE").get();
    odd.alias = "ann+high";
    parts.contacts = {odd};

    const auto said = read_local_part(store::Directory(std::move(parts)), "ann+high");

    EXPECT_EQ(said, CalledBy{.name = "ann+high"});
}

} // namespace
} // namespace tests
