#include "relay/voice/speech_samples.h"
#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace relay::voice {

namespace {

std::uint32_t number_at(std::string_view bytes, std::size_t at, std::size_t size)
{
    std::uint32_t value = 0;
    for (std::size_t i = size; i-- > 0;)
        value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

struct Format {
    int channels = 0;
    int rate = 0;
};

std::optional<Format> format_of(std::string_view chunk)
{
    constexpr std::size_t pcm_bytes = 16;
    constexpr std::uint32_t pcm = 1;
    if (chunk.size() < pcm_bytes || number_at(chunk, 0, 2) != pcm || number_at(chunk, 14, 2) != 16)
        return std::nullopt;
    const auto channels = number_at(chunk, 2, 2);
    const auto rate = number_at(chunk, 4, 4);
    if (channels < 1 || channels > 2 || rate < 8000 || rate > 48000)
        return std::nullopt;
    return Format{static_cast<int>(channels), static_cast<int>(rate)};
}

std::vector<std::int16_t> first_channel(std::string_view bytes, int channels)
{
    const std::size_t step = 2 * static_cast<std::size_t>(channels);
    std::vector<std::int16_t> samples;
    samples.reserve(bytes.size() / step);
    for (std::size_t at = 0; at + step <= bytes.size(); at += step)
        samples.push_back(static_cast<std::int16_t>(number_at(bytes, at, 2)));
    return samples;
}

/// A low pass of windowed sinc at `cutoff` (of the rate), `x` samples away from its middle.
double tap(double x, double cutoff, double half_width)
{
    if (std::abs(x) >= half_width)
        return 0;
    const double angle = std::numbers::pi * x;
    const double sinc = x == 0 ? 2 * cutoff : std::sin(2 * cutoff * angle) / angle;
    const double window = 0.5 + 0.5 * std::cos(angle / half_width);
    return sinc * window;
}

std::int16_t clipped(double value)
{
    return static_cast<std::int16_t>(std::lround(std::clamp(value, -32768.0, 32767.0)));
}

bool begins_character(char c)
{
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
}

} // namespace

std::optional<Samples> read_wav(std::string_view bytes)
{
    constexpr std::size_t riff_bytes = 12;
    constexpr std::size_t head_bytes = 8;
    if (bytes.size() < riff_bytes || bytes.substr(0, 4) != "RIFF" || bytes.substr(8, 4) != "WAVE")
        return std::nullopt;
    std::optional<Format> format;
    for (std::size_t at = riff_bytes; at + head_bytes <= bytes.size();) {
        const auto name = bytes.substr(at, 4);
        const std::size_t size = number_at(bytes, at + 4, 4);
        const auto content =
            bytes.substr(at + head_bytes, size); // ends with the bytes at the latest
        if (name == "fmt ")
            format = format_of(content);
        if (name == "data" && format)
            return Samples{format->rate, first_channel(content, format->channels)};
        at += head_bytes + size + size % 2;
    }
    return std::nullopt;
}

/// The low pass for each place that a new sample can have between two old ones, made once per text.
class TelephoneSound::Filter {
public:
    explicit Filter(std::size_t rate)
        : step_(std::gcd(rate, new_rate)),
          half_(static_cast<std::size_t>(half_width_s * static_cast<double>(rate)))
    {
        constexpr double pass_hz = 3400;
        const auto old_rate = static_cast<double>(rate);
        for (std::size_t place = 0; place < new_rate; place += step_) {
            const double middle = static_cast<double>(place) / telephone_rate;
            for (std::size_t i = 0; i < 2 * half_; ++i) {
                const double x = static_cast<double>(i) - static_cast<double>(half_) + 1 - middle;
                taps_.push_back(tap(x, pass_hz / old_rate, half_width_s * old_rate));
            }
        }
    }

    /// `position`: in old samples, times telephone_rate.
    double at(const std::vector<std::int16_t>& old, std::size_t position) const
    {
        const std::size_t before = position / new_rate;
        const double* taps = &taps_[position % new_rate / step_ * 2 * half_];
        const std::size_t first = before + 1 < half_ ? half_ - before - 1 : 0;
        const std::size_t end = std::min(2 * half_, old.size() + half_ - before - 1);
        double sum = 0;
        for (std::size_t i = first; i < end; ++i)
            sum += taps[i] * old[before + 1 + i - half_];
        return sum;
    }

private:
    static constexpr std::size_t new_rate = telephone_rate;
    static constexpr double half_width_s = 0.004; ///< 32 samples of the telephone's to each side

    std::size_t step_;
    std::size_t half_;
    std::vector<double> taps_;
};

TelephoneSound::TelephoneSound(Samples samples) : samples_(std::move(samples))
{
    const auto rate = static_cast<std::size_t>(samples_.rate);
    size_ = samples_.mono.size() * telephone_rate / rate;
    if (rate != telephone_rate)
        filter_ = std::make_shared<const Filter>(rate);
}

std::int16_t TelephoneSound::at(std::size_t number) const
{
    if (!filter_)
        return samples_.mono[number];
    return clipped(filter_->at(samples_.mono, number * static_cast<std::size_t>(samples_.rate)));
}

std::string speakable(std::string_view text)
{
    std::string clean;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f)
            clean += c == '\n' ? '\n' : ' ';
        else if (c == '[' && clean.ends_with('[')) // espeak: [[phonemes]]
            clean += " [";
        else
            clean += c;
    }
    if (clean.size() <= most_spoken_bytes)
        return clean;
    auto end = clean.find_last_of(" \n", most_spoken_bytes);
    if (end == std::string::npos || end < most_spoken_bytes / 2) {
        end = most_spoken_bytes;
        while (end > 0 && !begins_character(clean[end]))
            --end;
    }
    clean.resize(end);
    return clean;
}

std::string voice_of(std::string_view language)
{
    constexpr std::size_t longest = 20;
    const auto is_good = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_';
    };
    const bool is_name = !language.empty() && language.size() <= longest && language[0] != '-' &&
                         std::ranges::all_of(language, is_good);
    return is_name ? std::string(language) : "en-us";
}

} // namespace relay::voice
