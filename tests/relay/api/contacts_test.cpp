#include "api_house.h"

namespace tests {
namespace {

class Contacts : public ApiTest {
protected:
    /// A contact that may be made, with `more` members.
    static std::string somebody(const std::string& more = "", const std::string& opid = "ELA-NEW")
    {
        return R"({"opid":")" + opid +
               R"(","firstName":"Ela","lastName":"New","details":[{"kind":"phone",)"
               R"("address":"+49 30 99-88-77"}])" +
               (more.empty() ? "" : "," + more) + "}";
    }
    static constexpr auto ann_path = "/api/v1/contacts/ANN-LEE";
};
HOUSE_ON_BOTH_ENGINES(Contacts);

class CopiedContacts : public Contacts {
protected:
    RunningHouse::Settings settings() const override
    {
        auto settings = Contacts::settings();
        settings.rules.sms_copies = true;
        return settings;
    }
};
HOUSE_ON_BOTH_ENGINES(CopiedContacts);

// S0.22
TEST_P(CopiedContacts, MayHaveCopiesByTextWhereTheSiteWantsThem)
{
    const auto made = post(contacts, admin, somebody(R"("copies":["sms","email"])"));

    EXPECT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(at(made, "/copies/0"), "sms");
}

// S0.1, made by the API
TEST_P(Contacts, AreMadeWithDefaultsAndCanBePagedAtOnce)
{
    const auto made = post(contacts, admin, somebody());

    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(at(made, "/opid"), "ELA-NEW");
    EXPECT_EQ(at(made, "/domain"), "Shared");
    EXPECT_EQ(at(made, "/secure"), "true");
    EXPECT_EQ(at(made, "/retention"), "1_year");
    EXPECT_EQ(at(made, "/details/0/address"), "+4930998877") << "kept as E.164";
    EXPECT_EQ(at(made, "/createdAt"), "2027-01-15T08:00:00.000Z");
    EXPECT_EQ(header(made, "ETag"), "\"1\"");
    EXPECT_EQ(header(made, "Location"), "/api/v1/contacts/" + at(made, "/id"));
    EXPECT_EQ(get(header(made, "Location"), admin).body, made.body);
    EXPECT_EQ(audit_trail(1).front(),
              store::TokenId{1}.text() + " contact.create " + at(made, "/id") + " ok");
    submit(R"({"to":"ela-new","text":"hello"})");
}

// X.15
TEST_P(Contacts, AreReachedByPagersAndThroughOtherGateways)
{
    const auto made = post(contacts, admin, R"({"opid":"ELA-NEW","firstName":"Ela","lastName":"New",
        "details":[{"kind":"pager","address":"4711"},{"kind":"wctp","address":"5551@x.example"}],
        "copies":["wctp_peer"],"redundancy":[{"channel":"snpp","delayMs":1000}]})");

    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(at(made, "/details/0/kind") + at(made, "/details/0/address"), "pager4711");
    EXPECT_EQ(at(made, "/details/1/address"), "5551@x.example");
    EXPECT_EQ(at(made, "/copies/0"), "wctp_peer");
    EXPECT_EQ(at(made, "/redundancy/0/channel"), "snpp");
    EXPECT_EQ(post(contacts, admin, R"({"opid":"EVA-NEW","firstName":"E","lastName":"N",
        "details":[{"kind":"pager","address":"two words"}]})")
                  .status,
              422);
}

TEST_P(Contacts, KeepEveryFieldThatIsGiven)
{
    const auto made = post(contacts, admin, somebody(R"("displayName":"Sister Ela",
        "alias":"Ela.N","publicId":"HR-7","domain":"VIPs","copies":["ivr","email"],
        "redundancy":[{"channel":"sms","delayMs":0},
                      {"channel":"email","delayMs":600000,"unless":"replied"},
                      {"channel":"ivr"}],
        "mailStatuses":true,"wctpStatusEmail":"desk@example.org","retention":"unlimited")"));

    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(at(made, "/alias"), "ela.n");
    EXPECT_EQ(at(made, "/displayName"), "Sister Ela");
    EXPECT_EQ(at(made, "/publicId"), "HR-7");
    EXPECT_EQ(at(made, "/domain"), "VIPs");
    EXPECT_EQ(at(made, "/copies/0") + at(made, "/copies/1"), "ivremail");
    EXPECT_EQ(at(made, "/redundancy/0/unless"), "read");
    EXPECT_EQ(at(made, "/redundancy/1/delayMs"), "600000");
    EXPECT_EQ(at(made, "/redundancy/1/unless"), "replied");
    EXPECT_EQ(at(made, "/redundancy/2/delayMs"), "1800000"); // S0.19 the usual delay
    EXPECT_EQ(at(made, "/mailStatuses"), "true");
    EXPECT_EQ(at(made, "/wctpStatusEmail"), "desk@example.org");
    EXPECT_EQ(at(made, "/retention"), "unlimited");
    EXPECT_EQ(get(header(made, "Location"), admin).body, made.body);
}

// S0.4
TEST_P(Contacts, WithAnOpidThatIsTakenAreRefusedByThatName)
{
    for (const auto* taken : {"ann-lee", "TSUNAMI", "Donald"}) {
        const auto refused = post(contacts, admin, somebody("", taken));

        EXPECT_EQ(refused.status, 409) << taken;
        EXPECT_EQ(first_error(refused), "/opid is taken by another contact or group");
    }
    const auto alias = post(contacts, admin, somebody(R"("alias":"ANN")"));
    EXPECT_EQ(alias.status, 409);
    EXPECT_EQ(first_error(alias), "/alias is taken by another contact");
    EXPECT_EQ(post(contacts, admin, somebody(R"("alias":"tsunami")")).status, 422);
}

// S0.22, no copy by SMS
TEST_P(Contacts, WithFieldsThatAreWrongAreRefusedAllAtOnce)
{
    const auto refused = post(contacts, admin, R"({"firstName":"  ","details":[
        {"kind":"phone","address":"12"},{"kind":"email","address":"x"},{"kind":"fax"}],
        "copies":["sms"],"domain":"Nowhere","redundancy":[{"channel":"secure","delayMs":-1}],
        "wctpStatusEmail":"?","retention":"ever","is_admin":true})");

    ASSERT_EQ(refused.status, 422) << refused.body;
    std::vector<std::string> pointers;
    for (int i = 0; at(refused, "/errors/" + std::to_string(i) + "/pointer") != "-"; ++i)
        pointers.push_back(at(refused, "/errors/" + std::to_string(i) + "/pointer"));
    for (const auto* pointer :
         {"/opid", "/firstName", "/lastName", "/details/0/address", "/details/1/address",
          "/details/2/kind", "/copies/0", "/domain", "/redundancy/0/channel",
          "/redundancy/0/delayMs", "/wctpStatusEmail", "/retention", "/is_admin"})
        EXPECT_NE(std::ranges::find(pointers, pointer), pointers.end()) << pointer;
    EXPECT_EQ(audit_trail().size(), 0U) << "nothing was changed";
}

// S3.2
TEST_P(Contacts, LieInOneDomainAndNoneInTwo)
{
    const auto two = post(contacts, admin, somebody(R"("domain":["Shared","VIPs"])"));
    const auto twice = post(contacts, admin, somebody(R"("domain":"Shared","domain":"VIPs")"));
    const auto unsaid = post(contacts, admin, somebody("", "ELA-ONE"));
    const auto none = post(contacts, admin, somebody(R"("domain":null)", "ELA-TWO"));

    EXPECT_EQ(two.status, 422);
    EXPECT_EQ(first_error(two), "/domain must be a text");
    EXPECT_EQ(twice.status, 400) << twice.body;
    EXPECT_EQ(at(unsaid, "/domain"), "Shared");
    EXPECT_EQ(at(none, "/domain"), "Shared");
    EXPECT_EQ(at(get(contacts, admin), "/total"), "4") << "Ann, Donald and the last two";
}

TEST_P(Contacts, NeedAtLeastOneDetail)
{
    const auto none =
        post(contacts, admin, R"({"opid":"ELA-NEW","firstName":"E","lastName":"N","details":[]})");
    const auto emptied = patch(ann_path, admin, R"({"details":null})");

    EXPECT_EQ(none.status, 422);
    EXPECT_EQ(first_error(none), "/details must have at least one phone number or mail address");
    EXPECT_EQ(emptied.status, 422);
}

// S0.12-S0.14
TEST_P(Contacts, LoseSecureMessagingOnlyWithTheAcknowledgement)
{
    const auto refused = patch(ann_path, admin, R"({"secure":false})");
    const auto done = patch(ann_path, admin, R"({"secure":false,"acknowledgeHipaa":true})");
    const auto again = patch(ann_path, admin, R"({"firstName":"Anna"})");

    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(at(refused, "/type"), "urn:belfry:problem:hipaa-ack-required");
    EXPECT_EQ(at(refused, "/detail"), "If you are a healthcare customer, a redundancy to IVR, "
                                      "email, or SMS is not HIPAA compliant.");
    ASSERT_EQ(done.status, 200) << done.body;
    EXPECT_EQ(at(done, "/acknowledgement/by"), store::TokenId{1}.text());
    EXPECT_EQ(at(done, "/acknowledgement/at"), "2027-01-15T08:00:00.000Z");
    EXPECT_EQ(again.status, 200) << "it stays on record";
    const auto id = at(done, "/id");
    EXPECT_EQ(audit_trail(3),
              (std::vector<std::string>{store::TokenId{1}.text() + " contact.change " + id + " ok",
                                        store::TokenId{1}.text() + " contact.change " + id + " ok",
                                        store::TokenId{1}.text() + " contact.acknowledgeHipaa " +
                                            id + " ok, sentence 1"}));
    patch(ann_path, admin, R"({"secure":true})");
    EXPECT_EQ(patch(ann_path, admin, R"({"secure":false})").status, 409) << "asked anew";
    EXPECT_EQ(post(contacts, admin, somebody(R"("secure":false)")).status, 409);
}

TEST_P(Contacts, ChangeOnlyWhatIsNamed)
{
    const auto before = get(ann_path, admin);

    const auto after = patch(ann_path, admin, R"({"lastName":"Li","alias":null})");

    ASSERT_EQ(after.status, 200) << after.body;
    EXPECT_EQ(at(after, "/lastName"), "Li");
    EXPECT_EQ(at(after, "/alias"), "-");
    EXPECT_EQ(at(after, "/firstName"), "Ann");
    EXPECT_EQ(at(after, "/details/0/id"), at(before, "/details/0/id"));
    EXPECT_EQ(at(after, "/version"), "2");
    EXPECT_EQ(header(after, "ETag"), "\"2\"");
    EXPECT_EQ(get(ann_path, admin).body, after.body);
}

TEST_P(Contacts, AreNotChangedOnWhatSomebodyElseHasChanged)
{
    const auto blind = ask({"PATCH", ann_path, admin, R"({"lastName":"Li"})"});
    const auto late =
        ask({"PATCH", ann_path, admin, R"({"lastName":"Li"})", {{"If-Match", "\"0\""}}});
    const auto blind_removal = ask({"DELETE", ann_path, admin});
    const auto late_removal = ask({"DELETE", ann_path, admin, "", {{"If-Match", "\"9\""}}});

    EXPECT_EQ(blind.status, 428);
    EXPECT_EQ(late.status, 412);
    EXPECT_EQ(header(late, "ETag"), "\"1\"");
    EXPECT_EQ(blind_removal.status, 428);
    EXPECT_EQ(late_removal.status, 412);
    EXPECT_EQ(at(get(ann_path, admin), "/lastName"), "Lee");
}

// S1.46, kept per detail
TEST_P(Contacts, RememberWhoOptedOutADetail)
{
    const auto before = get(ann_path, admin);
    const auto phone = at(before, "/details/1/id");

    const auto after = patch(ann_path, admin,
                             R"({"details":[{"kind":"email",
        "address":"ann@example.org"},{"id":")" +
                                 phone +
                                 R"(","kind":"phone","address":"+4930777777",
        "optedOut":true}]})");
    const auto events = node().read([&](auto& connection) {
        return store::ContactRepository(connection, house().vault)
            .opt_outs_of(*store::DetailId::parse(phone));
    });

    ASSERT_EQ(after.status, 200) << after.body;
    EXPECT_EQ(at(after, "/details/0/id"), at(before, "/details/0/id")) << "known by its address";
    EXPECT_EQ(at(after, "/details/1/optedOut"), "true");
    EXPECT_EQ(at(get(ann_path, admin), "/details/1/optedOut"), "true");
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].actor, store::TokenId{1}.text());
    EXPECT_TRUE(events[0].opted_out);
    const auto kept = patch(ann_path, admin, R"({"details":[{"kind":"phone",
        "address":"+4930777777"}]})");
    EXPECT_EQ(at(kept, "/details/0/optedOut"), "true") << "what is not said stays";
}

TEST_P(Contacts, AreRemovedForNewMessagesOnly)
{
    const auto removed = remove(ann_path, admin);

    EXPECT_EQ(removed.status, 204);
    EXPECT_EQ(removed.body, "");
    EXPECT_EQ(get(ann_path, admin).status, 404);
    EXPECT_EQ(post(messages, sender, R"({"to":"ANN-LEE","text":"x"})").status, 422);
    EXPECT_EQ(post(contacts, admin, somebody("", "ANN-LEE")).status, 201);
    EXPECT_EQ(get("/api/v1/inbox", ann_device).status, 401) << "the tokens went with the contact";
}

// S3.8
TEST_P(Contacts, OfHiddenDomainsLookLikeNone)
{
    const auto hidden = get("/api/v1/contacts/DONALD", mary);
    const auto absent = get("/api/v1/contacts/NOBODY", mary);
    const auto by_id = "/api/v1/contacts/" + donald.text();

    EXPECT_EQ(hidden.status, 404);
    EXPECT_EQ(at(hidden, "/detail"), at(absent, "/detail"));
    EXPECT_EQ(get(by_id, mary).status, 404);
    EXPECT_EQ(ask({"PATCH", by_id, mary, "{}", {{"If-Match", "*"}}}).status, 404);
    EXPECT_EQ(ask({"DELETE", by_id, mary, "", {{"If-Match", "*"}}}).status, 404);
    EXPECT_EQ(at(get(contacts, mary), "/total"), "1");
    EXPECT_EQ(at(get(std::string(contacts) + "?q=don", mary), "/items"), "0 items");
    EXPECT_EQ(post(contacts, mary, somebody(R"("domain":"VIPs")")).status, 422);
    EXPECT_EQ(at(get(by_id, admin), "/opid"), "DONALD");
}

TEST_P(Contacts, OfADomainThatMayOnlyBeLookedAtAreNotChanged)
{
    node().write([](auto& connection) {
        store::DomainRepository(connection).grant({{1}, {1}, store::AccessLevel::Viewer});
    });

    EXPECT_EQ(get(ann_path, mary).status, 200);
    EXPECT_EQ(patch(ann_path, mary, R"({"lastName":"Li"})").status, 403);
    EXPECT_EQ(remove(ann_path, mary).status, 403);
    EXPECT_EQ(post(contacts, mary, somebody()).status, 422);
    EXPECT_EQ(patch(ann_path, admin, R"({"lastName":"Li"})").status, 200);
}

TEST_P(Contacts, AreListedInPartsByWords)
{
    post(contacts, admin, somebody());

    const auto first = get(std::string(contacts) + "?limit=2", admin);
    const auto rest = get(std::string(contacts) + "?limit=2&cursor=" + at(first, "/next"), admin);
    const auto found = get(std::string(contacts) + "?q=eLa", admin);
    const auto members = get(std::string(contacts) + "?group=tsunami", admin);

    EXPECT_EQ(at(first, "/items"), "2 items");
    EXPECT_EQ(at(first, "/total"), "3");
    EXPECT_EQ(at(rest, "/items"), "1 items");
    EXPECT_EQ(at(rest, "/items/0/opid"), "ELA-NEW");
    EXPECT_EQ(at(rest, "/next"), "-");
    EXPECT_EQ(at(found, "/items/0/opid"), "ELA-NEW");
    EXPECT_EQ(at(found, "/total"), "1");
    EXPECT_EQ(at(members, "/total"), "2");
    EXPECT_EQ(at(get(std::string(contacts) + "?group=NOBODY", admin), "/total"), "0");
}

} // namespace
} // namespace tests
