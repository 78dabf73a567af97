#include "relay/voice/speech_samples.h"
#include <cmath>
#include <gtest/gtest.h>
#include <numbers>

using namespace relay::voice;

namespace {

std::string number(std::uint32_t value, int size)
{
    std::string bytes;
    for (int i = 0; i < size; ++i)
        bytes += static_cast<char>(value >> 8 * i);
    return bytes;
}

/// As a program writes it that does not know the length yet.
std::string wav(int rate, int channels, const std::vector<std::int16_t>& samples)
{
    std::string bytes = "RIFF" + number(0x7ffff000, 4) + "WAVEfmt " + number(16, 4) + number(1, 2) +
                        number(static_cast<std::uint32_t>(channels), 2) +
                        number(static_cast<std::uint32_t>(rate), 4) + number(0, 4) + number(0, 2) +
                        number(16, 2) + "LIST" + number(3, 4) + "abc" + number(0, 1) + "data" +
                        number(0x7ffff000, 4);
    for (const auto sample : samples)
        bytes += number(static_cast<std::uint16_t>(sample), 2);
    return bytes;
}

Samples tone(int rate, double hz, double seconds)
{
    Samples made{rate, {}};
    for (int i = 0; i < rate * seconds; ++i)
        made.mono.push_back(
            static_cast<std::int16_t>(10'000 * std::sin(2 * std::numbers::pi * hz * i / rate)));
    return made;
}

std::vector<std::int16_t> for_telephone(const Samples& samples)
{
    const TelephoneSound sound(samples);
    std::vector<std::int16_t> made;
    for (std::size_t i = 0; i < sound.size(); ++i)
        made.push_back(sound.at(i));
    return made;
}

/// The strength of a frequency, without the samples at both ends.
double strength(const std::vector<std::int16_t>& samples, double hz)
{
    double sine = 0;
    double cosine = 0;
    const std::size_t margin = 100;
    for (std::size_t i = margin; i + margin < samples.size(); ++i) {
        const double angle = 2 * std::numbers::pi * hz * static_cast<double>(i) / telephone_rate;
        sine += samples[i] * std::sin(angle);
        cosine += samples[i] * std::cos(angle);
    }
    return 2 * std::hypot(sine, cosine) / static_cast<double>(samples.size() - 2 * margin);
}

} // namespace

TEST(SpeechSamples, ComeOutOfAWavThatWasWrittenIntoAPipe)
{
    const auto read = read_wav(wav(22050, 1, {1, -2, 32767, -32768}));

    ASSERT_TRUE(read);
    EXPECT_EQ(read->rate, 22050);
    EXPECT_EQ(read->mono, (std::vector<std::int16_t>{1, -2, 32767, -32768}));
}

TEST(SpeechSamples, AreTheFirstChannelOfTwo)
{
    EXPECT_EQ(read_wav(wav(8000, 2, {1, 9, 2, 9}))->mono, (std::vector<std::int16_t>{1, 2}));
}

TEST(SpeechSamples, AreNoneInWhatIsNoWav)
{
    const auto good = wav(22050, 1, {1, 2, 3});

    for (std::size_t size = 0; size < good.size() - 6; ++size)
        EXPECT_TRUE(!read_wav(good.substr(0, size)) || read_wav(good.substr(0, size))->mono.empty())
            << size;
    EXPECT_EQ(read_wav(wav(100, 1, {1})), std::nullopt);
    EXPECT_EQ(read_wav(wav(22050, 3, {1})), std::nullopt);
}

TEST(SpeechSamples, KeepTheVoiceAndLoseWhatATelephoneWouldFold)
{
    for (const int rate : {16000, 22050, 44100, 48000}) {
        EXPECT_NEAR(strength(for_telephone(tone(rate, 1000, 0.5)), 1000), 10'000, 300) << rate;
        EXPECT_NEAR(strength(for_telephone(tone(rate, 300, 0.5)), 300), 10'000, 300) << rate;
        EXPECT_LT(strength(for_telephone(tone(rate, 5000, 0.5)), 3000), 100) << rate;
        EXPECT_EQ(for_telephone(tone(rate, 1000, 0.5)).size(), 4000U) << rate;
    }
    EXPECT_EQ(for_telephone({8000, {1, 2, 3}}), (std::vector<std::int16_t>{1, 2, 3}));
    EXPECT_TRUE(for_telephone({22050, {}}).empty());
}

TEST(Speakable, HasNoControlCharactersAndNoPhonemes)
{
    EXPECT_EQ(speakable("a\tb\x1b[31m\nc\x7f"), "a b [31m\nc ");
    EXPECT_EQ(speakable("[[x]] [[[y"), "[ [x]] [ [ [y");
    EXPECT_EQ(speakable("Gr\u00fc\u00dfe"), "Gr\u00fc\u00dfe");
}

TEST(Speakable, IsCutBetweenWordsAndNeverInsideACharacter)
{
    const auto words = speakable(std::string(3990, 'x') + " yyyyyyyyyyyyyyyyyyyyy");
    std::string umlauts;
    for (int i = 0; i < 3000; ++i)
        umlauts += "\u00e4";

    EXPECT_EQ(words, std::string(3990, 'x'));
    EXPECT_EQ(speakable("x" + umlauts).size(), most_spoken_bytes - 1);
}

TEST(Voice, IsALanguageOrTheDefault)
{
    EXPECT_EQ(voice_of("de"), "de");
    EXPECT_EQ(voice_of("en-us"), "en-us");
    for (const char* odd : {"", "-w/tmp/x", "en us", "../x", "aaaaaaaaaaaaaaaaaaaaaaaaaa"})
        EXPECT_EQ(voice_of(odd), "en-us") << odd;
}
