#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// From a speech program's WAV to what a telephone carries.
namespace relay::voice {

inline constexpr int telephone_rate = 8000; ///< samples a second

struct Samples {
    int rate = telephone_rate;
    std::vector<std::int16_t> mono;
};

/// PCM of 16 bits with one or two channels, of which the first is taken. The lengths in the header
/// may be wrong, as they are when the file was written into a pipe. Empty: no such WAV.
std::optional<Samples> read_wav(std::string_view bytes);

/// Samples at telephone_rate, with all above 3.4 kHz taken away. Made one by one, as they are sent:
/// a long text at once would keep other calls waiting.
class TelephoneSound {
public:
    TelephoneSound() = default;
    /// Rates of 8000 to 48000.
    explicit TelephoneSound(Samples samples);

    std::size_t size() const { return size_; }
    std::int16_t at(std::size_t number) const; ///< below size()

private:
    class Filter;
    Samples samples_;
    std::size_t size_ = 0;
    std::shared_ptr<const Filter> filter_; ///< empty: the rate is right
};

/// What is given to the speech program: no control characters, nothing that espeak takes for
/// phonemes, at most `most_spoken_bytes`, cut between words.
std::string speakable(std::string_view text);
inline constexpr std::size_t most_spoken_bytes = 4000;

/// A language as a speech program's argument, or "en-us" for what is no name of one.
std::string voice_of(std::string_view language);

} // namespace relay::voice
