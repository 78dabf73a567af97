// Arbitrary bytes as lines of the voice process, as its packets and sound, and as what happens in a
// call: nothing crashes, and no word of a sealed message is told before the right PIN.
#include "relay/voice/dialogue.h"
#include "relay/voice/speech_samples.h"
#include "relay/voice/telephone_keys.h"
#include "relay/voice/wire.h"
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace relay::voice;

void must(bool holds)
{
    if (!holds)
        std::abort();
}

void read_lines(std::string_view bytes)
{
    LineReader lines;
    lines.add(bytes);
    while (const auto line = lines.next()) {
        if (const auto news = parse_news(*line))
            must(parse_news(line_of(*news)).has_value());
        if (const auto order = parse_order(*line))
            must(parse_order(line_of(*order)).has_value());
    }
}

void hear(std::string_view bytes)
{
    EventKeys keys;
    for (std::size_t at = 0; at + 6 <= bytes.size(); at += 6)
        keys.take({static_cast<std::uint8_t>(bytes[at]), (bytes[at + 1] & 1) != 0,
                   bytes.substr(at + 2, 4)});
    key_of_info(bytes);
    must(speakable(bytes).size() <= most_spoken_bytes);
    const auto wav = read_wav(bytes);
    if (!wav)
        return;
    const TelephoneSound sound(*wav);
    for (std::size_t i = 0; i < sound.size(); ++i)
        sound.at(i);
}

CallEvent event_of(char byte, int prompt)
{
    constexpr std::string_view keys = "0123456789*#";
    switch (byte & 7) {
    case 0:
        return Progressed{100 + (byte & 0x70)};
    case 1:
        return Answered{};
    case 2:
    case 3:
        return KeyPressed{keys[static_cast<std::uint8_t>(byte) / 8 % keys.size()]};
    case 4:
        return PromptEnded{prompt, (byte & 8) == 0};
    case 5:
        return PinChecked{(byte & 8) == 0};
    case 6:
        return (byte & 8) == 0 ? CallEvent(LineEnded{byte * 4}) : CallEvent(StoodDown{});
    default:
        return TimeCame{};
    }
}

void live_through(std::string_view bytes)
{
    Dialogue call({.asks_pin = true, .has_message = true, .choices = 3}, {});
    store::Millis now{0};
    int prompt = 0;
    bool may_tell = false;
    call.start(now);
    for (const char byte : bytes) {
        now += store::Millis(static_cast<std::uint8_t>(byte) * 50);
        const auto event = event_of(byte, prompt);
        const auto* checked = std::get_if<PinChecked>(&event);
        may_tell =
            may_tell || (checked != nullptr && checked->is_right && call.state() == CallState::Pin);
        for (const auto& action : call.step(event, now)) {
            const auto* play = std::get_if<Play>(&action);
            must(play == nullptr || may_tell || !tells_message(play->prompt));
            must(may_tell || !std::holds_alternative<Report>(action));
            prompt = play == nullptr ? prompt : play->number;
        }
        must((call.state() == CallState::Ended) == !call.due().has_value());
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    read_lines(bytes);
    hear(bytes);
    live_through(bytes);
    return 0;
}
