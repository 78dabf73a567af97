#include "doors.h"
#include "relay/intake/source_guard.h"
#include <openssl/crypto.h>

namespace {

thread_local std::size_t octets_compared = 0;

} // namespace

/// In place of OpenSSL's, in all of this program: takes equally long too, and counts.
extern "C" int CRYPTO_memcmp(const void* left, const void* right, std::size_t length)
{
    const auto* a = static_cast<const volatile unsigned char*>(left);
    const auto* b = static_cast<const volatile unsigned char*>(right);
    int differs = 0;
    for (std::size_t at = 0; at < length; ++at)
        differs |= a[at] ^ b[at];
    octets_compared += length;
    return differs;
}

namespace tests {
namespace {

using relay::intake::CodeThrottle;
using relay::intake::NotLetIn;
using relay::intake::SourceGuard;
using relay::intake::TokenBuckets;
using relay::intake::WctpClaim;

constexpr auto home = "127.0.0.1";

TEST(TokenBuckets, LetABurstThroughAndThenTheRate)
{
    TokenBuckets<int> buckets;
    const auto at = [&](store::Millis after) {
        return buckets.takes_token(1, 2, 3, build::noon + after);
    };

    EXPECT_TRUE(at(0s) && at(0s) && at(0s));
    EXPECT_FALSE(at(0s));
    EXPECT_FALSE(at(499ms));
    EXPECT_TRUE(at(500ms));
    EXPECT_FALSE(at(500ms));
    EXPECT_TRUE(at(1h) && at(1h) && at(1h));
    EXPECT_FALSE(at(1h)) << "a bucket holds its burst and no more";
}

TEST(TokenBuckets, GiveNothingToAClockThatGoesBackAndNoLimitToARateOfZero)
{
    TokenBuckets<int> buckets;

    EXPECT_TRUE(buckets.takes_token(1, 1, 1, build::noon));
    EXPECT_FALSE(buckets.takes_token(1, 1, 1, build::noon - 1h));
    EXPECT_TRUE(buckets.takes_token(2, 1, 1, build::noon)) << "each has its own";
    for (int count = 0; count < 1000; ++count)
        EXPECT_TRUE(buckets.takes_token(3, 0, 1, build::noon));
}

TEST(CodeThrottle, PausesWhoGuessesLongerAndLonger)
{
    CodeThrottle throttle({.free_tries = 2, .first_pause = 1s, .longest_pause = 3s});
    auto now = build::noon;
    const auto paused_for = [&](store::Millis pause) {
        return throttle.is_paused("a", home, now + pause - 1ms) &&
               !throttle.is_paused("a", home, now + pause);
    };

    throttle.failed("a", home, now);
    throttle.failed("A", home, now);
    EXPECT_FALSE(throttle.is_paused("a", home, now));
    throttle.failed("a", home, now);
    EXPECT_TRUE(paused_for(1s));
    throttle.failed("a", home, now += 1s);
    EXPECT_TRUE(paused_for(2s));
    throttle.failed("a", home, now += 2s);
    EXPECT_TRUE(paused_for(3s));
    EXPECT_FALSE(throttle.is_paused("a", "127.0.0.2", now)) << "the sender elsewhere goes on";
    EXPECT_FALSE(throttle.is_paused("b", home, now));
}

TEST(CodeThrottle, ForgetsAfterTheRightCodeAndAfterAWhile)
{
    CodeThrottle throttle({.free_tries = 0, .first_pause = 1s});

    throttle.failed("a", home, build::noon);
    throttle.succeeded("a", home);
    EXPECT_FALSE(throttle.is_paused("a", home, build::noon));

    throttle.failed("a", home, build::noon);
    throttle.failed("a", home, build::noon + 10min + 1ms);
    EXPECT_FALSE(throttle.is_paused("a", home, build::noon + 10min + 1s + 1ms));
}

TEST(CodeThrottle, KeepsBoundedMemory)
{
    CodeThrottle throttle({.free_tries = 0, .first_pause = 1s, .most_pairs = 2});

    for (const auto* sender : {"a", "b", "c"})
        throttle.failed(sender, home, build::noon);

    EXPECT_FALSE(throttle.is_paused("a", home, build::noon));
    EXPECT_TRUE(throttle.is_paused("c", home, build::noon));
}

class Guard : public DoorTest {
protected:
    void SetUp() override
    {
        DoorTest::SetUp();
        if (IsSkipped())
            return;
        guard_.emplace(house());
        change(1, [&](store::Source& source) {
            source.code_hash = house().vault.keyed_hash(store::security_code_purpose, "s3cret");
            source.networks = {"127.0.0.0/29", "::1"};
        });
    }

    void change(std::int64_t id, const std::function<void(store::Source&)>& edit)
    {
        node().write([&](store::Connection& connection) {
            store::SourceRepository sources(connection, fresh().vault());
            auto source = sources.find({id});
            edit(*source);
            ASSERT_TRUE(sources.update(*source));
        });
        node().refresh_directory();
    }
    void add_anybody()
    {
        store::Source made{.id = {9}, .name = "anybody", .principal = {1}, .sender_id = "*"};
        node().add(made);
    }
    /// The source's id, or why not.
    std::variant<std::int64_t, NotLetIn> ask(const WctpClaim& claim)
    {
        const auto people = house().people();
        const auto source = guard_->wctp_source(*people, claim);
        if (!source)
            return source.error();
        return (*source)->id.value;
    }
    std::int64_t mailer(std::string_view peer, std::string_view sender)
    {
        const auto people = house().people();
        const auto address =
            sender.empty() ? std::nullopt : std::optional(mail::Address::parse(sender).value());
        const auto* source = guard_->smtp_source(*people, {{}, peer}, address);
        return source == nullptr ? 0 : source->id.value;
    }

    std::optional<SourceGuard> guard_;
};
HOUSE_ON_BOTH_ENGINES(Guard);

// U.8
TEST_P(Guard, ALoginNeedsItsPasswordWhateverElseItShows)
{
    store::Source source{.id = {77},
                         .name = "mail-login",
                         .door = store::Door::Smtp,
                         .principal = {1},
                         .sender_id = "mail-login"};
    source.code_hash = house().vault.keyed_hash(store::security_code_purpose, "s3cret");
    source.networks = {"192.0.2.0/24"};
    source.senders = {"*"};
    source.wctp.proof = store::Proof::Any; // says nothing of mail
    node().add(source);
    const auto people = house().people();

    EXPECT_TRUE(guard_->smtp_login(*people, {"Mail-Login", "s3cret", "192.0.2.1"}));
    EXPECT_FALSE(guard_->smtp_login(*people, {"mail-login", "guess", "192.0.2.1"}));
    EXPECT_FALSE(guard_->smtp_login(*people, {"mail-login", "s3cret", "198.51.100.1"}));
    EXPECT_FALSE(guard_->smtp_login(*people, {"", "s3cret", "192.0.2.1"}));
}

TEST_P(Guard, KnowsAWctpSourceByItsCertificate)
{
    const relay::net::PeerCertificate shown{{"monitor.example", "monitor@hospital.example"},
                                            std::string(64, 'a')};
    const auto with = [&](const relay::net::PeerCertificate* certificate, std::string_view code) {
        return ask({"monitor.example", code, home, false, {}, certificate});
    };
    const std::variant<std::int64_t, NotLetIn> in = 1, out = NotLetIn::WrongCode;
    for (const auto& wanted : {std::string("monitor@hospital.example"),
                               std::string("monitor.example"), "sha256:" + std::string(64, 'a')}) {
        change(1, [&](store::Source& source) { source.tls_client_name = wanted; });
        EXPECT_EQ(with(&shown, "s3cret"), in) << wanted;
        EXPECT_EQ(with(&shown, "guess"), out) << wanted << ": all of it is asked for";
        EXPECT_EQ(with(nullptr, "s3cret"), out) << wanted;
    }
    change(1, [&](store::Source& source) { source.tls_client_name = "other.example"; });
    EXPECT_EQ(with(&shown, "s3cret"), out);
    change(1, [&](store::Source& source) {
        source.tls_client_name = "sha256:" + std::string(64, 'b');
    });
    EXPECT_EQ(with(&shown, "s3cret"), out);
    const relay::net::PeerCertificate liar{{"sha256:" + std::string(64, 'b')},
                                           std::string(64, 'c')};
    EXPECT_EQ(with(&liar, "s3cret"), out) << "a name is no digest";
}

TEST_P(Guard, MayBeContentWithACertificateAlone)
{
    const relay::net::PeerCertificate shown{{"monitor.example"}, std::string(64, 'a')};
    change(1, [&](store::Source& source) {
        source.tls_client_name = "monitor.example";
        source.wctp.proof = store::Proof::Any;
        source.networks = {"192.0.2.0/24"};
    });
    const std::variant<std::int64_t, NotLetIn> in = 1, out = NotLetIn::WrongCode;

    EXPECT_EQ(ask({"monitor.example", "", home, false, {}, &shown}), in);
    EXPECT_EQ(ask({"monitor.example", "s3cret", home}), in);
    EXPECT_EQ(ask({"monitor.example", "", home}), out);
}

TEST_P(Guard, KnowsAWctpSourceBySenderCodeAndAddress)
{
    struct Case {
        WctpClaim claim;
        std::variant<std::int64_t, NotLetIn> expected;
    };
    const Case cases[] = {
        {{"monitor.example", "s3cret", home}, 1},
        {{"MONITOR.example", "s3cret", "::ffff:127.0.0.2"}, 1},
        {{"monitor.example", "S3cret", home}, NotLetIn::WrongCode},
        {{"monitor.example", "", home}, NotLetIn::WrongCode},
        {{"monitor.example", "s3cret", "127.0.0.9"}, NotLetIn::UnknownSender},
        {{"stranger", "s3cret", home}, NotLetIn::UnknownSender},
        {{"", "s3cret", home}, NotLetIn::UnknownSender},
        {{"mailer.example", "", home}, NotLetIn::UnknownSender}, // speaks SMTP
        {{"insider.example", "", home}, 4},                      // asks for no code
        {{"insider.example", "whatever", home}, 4},
    };

    for (const auto& c : cases)
        EXPECT_EQ(ask(c.claim), c.expected) << c.claim.sender_id << " " << c.claim.code;
}

TEST_P(Guard, LetsNoDisabledSourceIn)
{
    change(1, [](store::Source& source) { source.enabled = false; });

    EXPECT_EQ((ask({"monitor.example", "s3cret", home})),
              (std::variant<std::int64_t, NotLetIn>(NotLetIn::UnknownSender)));
}

TEST_P(Guard, HasASourceForTransientClientsOnlyWhereOneIsSetUp)
{
    using Answer = std::variant<std::int64_t, NotLetIn>;
    EXPECT_EQ((ask({"jdoe", "", home, true})), Answer(NotLetIn::UnknownSender));

    add_anybody();

    EXPECT_EQ((ask({"jdoe", "", home, true})), Answer(9));
    EXPECT_EQ((ask({"jdoe", "", home, false})), Answer(NotLetIn::UnknownSender));
    EXPECT_EQ((ask({"*", "", home, false})), Answer(NotLetIn::UnknownSender));
    EXPECT_EQ((ask({"monitor.example", "wrong", home, true})), Answer(NotLetIn::WrongCode))
        << "who is registered cannot come in as anybody";
}

// X17: no clock is asked, but the comparison that costs the time is made for everybody
TEST_P(Guard, DoesTheSameWorkForAWrongCodeAndForASenderThatNobodyKnows)
{
    constexpr std::size_t two_hashes = 2 * 64; // of the code and of the path token
    const WctpClaim claims[] = {
        {"monitor.example", "s3cret", home},
        {"monitor.example", "guess", home},
        {"monitor.example", "s3cret", "10.0.0.1"},
        {"monitor.example", "", home},
        {"stranger", "guess", home},
        {"", "", home},
        {"mailer.example", "guess", home},
        {"insider.example", "guess", home},
    };

    for (const auto& claim : claims) {
        const auto before = octets_compared;
        (void)ask(claim);
        EXPECT_EQ(octets_compared - before, two_hashes) << claim.sender_id << " " << claim.code;
    }
}

TEST_P(Guard, StopsLookingAtCodesAfterTooManyWrongOnes)
{
    using Answer = std::variant<std::int64_t, NotLetIn>;
    for (int count = 0; count < 6; ++count)
        (void)ask({"monitor.example", "guess", home});

    EXPECT_EQ((ask({"monitor.example", "s3cret", home})), Answer(NotLetIn::Throttled));
    EXPECT_EQ((ask({"monitor.example", "s3cret", "127.0.0.2"})), Answer(1));
    clock.advance(1s);
    EXPECT_EQ((ask({"monitor.example", "s3cret", home})), Answer(1));
}

// RFC 5802: while it is paused no proof can be right, and trying on makes nothing longer.
TEST_P(Guard, ForgetsWrongProofsAlsoOfWhoTriesOn)
{
    while (!guard_->is_smtp_paused("Mailer", home))
        EXPECT_FALSE(guard_->smtp_proven("mailer", home, false));
    for (int tries = 0; tries < 20; ++tries)
        EXPECT_FALSE(guard_->smtp_proven("mailer", home, false));

    clock.advance(1s);

    EXPECT_FALSE(guard_->is_smtp_paused("mailer", home));
}

// Challenges that were asked for side by side before the pause would else all be guesses.
TEST_P(Guard, TakesNoRightProofWhileItIsPaused)
{
    while (!guard_->is_smtp_paused("mailer", home))
        (void)guard_->smtp_proven("mailer", home, false);

    EXPECT_FALSE(guard_->smtp_proven("Mailer", home, true));

    clock.advance(1s);
    EXPECT_TRUE(guard_->smtp_proven("mailer", home, true));
}

TEST_P(Guard, KnowsAMailSourceByAddressAndSender)
{
    change(2, [](store::Source& source) {
        source.networks = {"10.1.0.0/16"};
        source.senders = {"alarms@ward.example", "*@lab.example"};
    });

    EXPECT_EQ(mailer("10.1.2.3", "alarms@ward.example"), 2);
    EXPECT_EQ(mailer("10.1.2.3", "Anything@LAB.example"), 2);
    EXPECT_EQ(mailer("10.1.2.3", "nurse@ward.example"), 0);
    EXPECT_EQ(mailer("10.2.2.3", "alarms@ward.example"), 0);
    EXPECT_EQ(mailer("10.1.2.3", ""), 0) << "the null sender is nobody's but everybody's";
    change(2, [](store::Source& source) { source.senders = {"*"}; });
    EXPECT_EQ(mailer("10.1.2.3", ""), 2);
    change(2, [](store::Source& source) { source.senders = {}; });
    EXPECT_EQ(mailer("10.1.2.3", "alarms@ward.example"), 0);
    change(2, [](store::Source& source) {
        source.senders = {"*"};
        source.enabled = false;
    });
    EXPECT_EQ(mailer("10.1.2.3", "alarms@ward.example"), 0);
}

TEST_P(Guard, HoldsASourceToItsRate)
{
    store::Source source{.id = {1}};
    source.rate_per_second = 1;
    source.burst = 2;

    EXPECT_TRUE(guard_->may_submit(source));
    EXPECT_TRUE(guard_->may_submit(source));
    EXPECT_FALSE(guard_->may_submit(source));
    clock.advance(1s);
    EXPECT_TRUE(guard_->may_submit(source));
}

// D9
TEST_P(Guard, LetsNoNoiseOfASourceShutOutWhatIsUrgent)
{
    store::Source source{.id = {1}};
    source.rate_per_second = 1;
    source.burst = 2;
    while (guard_->may_submit(source)) {
    }

    EXPECT_TRUE(guard_->may_submit(source, store::Priority::High));
    EXPECT_TRUE(guard_->may_submit(source, store::Priority::High));
    EXPECT_FALSE(guard_->may_submit(source, store::Priority::High)) << "nor is that without end";
    EXPECT_FALSE(guard_->may_submit(source));
}

} // namespace
} // namespace tests
