#include "relay/channels/email.h"
#include "relay/channels/mail_routes.h"
#include "tests/relay/channels/email_to.h"
#include <latch>
#include <thread>

namespace relay::channels {
namespace {

using namespace std::chrono_literals;
using tests::SmtpServer;

/// Answers as it is told, and counts.
class Told final : public Channel {
public:
    Told(std::string name, int& sends, std::function<Outcome()> answer)
        : name_(std::move(name)), sends_(sends), answer_(std::move(answer))
    {
    }
    Outcome send(const Outgoing&) override
    {
        ++sends_;
        return answer_();
    }
    std::string_view provider() const override { return name_; }
    int parallel() const override { return 1; }

private:
    std::string name_;
    int& sends_;
    std::function<Outcome()> answer_;
};

const Busy nobody_there{"7", "no connection", {}, true};

class Routed : public ::testing::Test {
protected:
    std::unique_ptr<Channel> made(std::function<Outcome()> clinic)
    {
        std::vector<MailRoute> routes;
        routes.push_back({{"clinic.example", "*.lab.example"},
                          std::make_unique<Told>("email-2", to_clinic_, std::move(clinic))});
        return make_mail_routes(std::move(routes),
                                std::make_unique<Told>("email", to_others_,
                                                       [] {
                                                           return Outcome(Accepted{"Q1", {}});
                                                       }),
                                {}, [this](std::string_view provider, bool is_well) {
                                    reports_.push_back(std::string(provider) +
                                                       (is_well ? " well" : " ill"));
                                });
    }

    int to_clinic_ = 0;
    int to_others_ = 0;
    std::vector<std::string> reports_;
};

TEST(MailRoutes, KnowADomainAndThoseBelowOne)
{
    const std::vector<std::string> patterns{"Clinic.example", "*.lab.example"};

    for (const auto* domain :
         {"clinic.example", "CLINIC.EXAMPLE", "a.lab.example", "a.b.lab.example"})
        EXPECT_TRUE(is_domain_of(domain, patterns)) << domain;
    for (const auto* domain :
         {"a.clinic.example", "lab.example", "xlab.example", ".lab.example", ""})
        EXPECT_FALSE(is_domain_of(domain, patterns)) << domain;
}

TEST_F(Routed, MailGoesToTheServerOfItsDomainAndAllElseToTheSmartHost)
{
    const auto channel = made([] { return Accepted{"C1", {}}; });

    EXPECT_EQ(channel->send(text_out("nurse@Clinic.example")),
              Outcome(Accepted{"C1", {}, {}, "email-2"}));
    EXPECT_EQ(channel->send(text_out("nurse@ward.example")), Outcome(Accepted{"Q1", {}}));
    EXPECT_EQ(to_clinic_, 1);
    EXPECT_EQ(to_others_, 1);
    EXPECT_EQ(channel->parallel(), 2);
}

TEST_F(Routed, AServerThatIsIllIsLeftAloneAndMakesNoOtherMailWait)
{
    const auto channel = made([] { return nobody_there; });
    for (int i = 0; i < 5; ++i)
        EXPECT_FALSE(std::get<Busy>(channel->send(text_out("nurse@clinic.example"))).is_ill);

    EXPECT_EQ(to_clinic_, 3);
    EXPECT_EQ(reports_, std::vector<std::string>{"email-2 ill"});
    const auto put_off = std::get<Busy>(channel->send(text_out("nurse@clinic.example")));
    EXPECT_EQ(put_off.code, "route_ill");
    EXPECT_EQ(put_off.retry_after, std::optional<store::Millis>(15s));
    auto urgent = text_out("nurse@clinic.example");
    urgent.priority = store::Priority::High;
    (void)channel->send(urgent);
    EXPECT_EQ(to_clinic_, 4) << "what is urgent tries it all the same";
    EXPECT_EQ(channel->send(text_out("nurse@ward.example")), Outcome(Accepted{"Q1", {}}));
}

TEST_F(Routed, AServerGetsNoMoreAtOnceThanItTakes)
{
    std::latch inside(1);
    std::latch go_on(1);
    const auto channel = made([&] {
        inside.count_down();
        go_on.wait();
        return Outcome(Accepted{"C1", {}});
    });
    std::jthread first([&] { (void)channel->send(text_out("nurse@clinic.example")); });
    inside.wait();

    const auto second = std::get<Busy>(channel->send(text_out("ada@clinic.example")));

    EXPECT_EQ(second.code, "route_busy");
    EXPECT_EQ(channel->send(text_out("nurse@ward.example")), Outcome(Accepted{"Q1", {}}));
    go_on.count_down();
    first.join();
    EXPECT_EQ(to_clinic_, 1);
}

TEST(MailRoutes, EachSpeaksToItsServerAsItsSettingsSay)
{
    const SmtpServer smart_host;
    const SmtpServer clinic;
    auto settings = settings_for(smart_host.port());
    settings.routes.push_back(
        {{"clinic.example"}, "127.0.0.1", clinic.port(), TlsPolicy::Opportunistic, {}, {}, {}, 1});
    std::vector<MailRoute> routes;
    routes.push_back({settings.routes[0].domains, made(settings_of_route(settings, 0))});
    const auto channel =
        make_mail_routes(std::move(routes), made(settings), {}, [](std::string_view, bool) {});

    EXPECT_TRUE(begins(channel->send(text_out("nurse@clinic.example")), "Accepted "));
    EXPECT_TRUE(begins(channel->send(text_out(nurse)), "Accepted "));

    ASSERT_EQ(clinic.taken().size(), 1U);
    ASSERT_EQ(smart_host.taken().size(), 1U);
    EXPECT_EQ(clinic.taken()[0].envelope.recipients[0].text(), "nurse@clinic.example");
}

} // namespace
} // namespace relay::channels
