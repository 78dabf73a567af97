#include "relay/phone/speech.h"
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <stdexcept>
#include <unistd.h>

namespace relay::phone {

namespace {

constexpr std::uint64_t patience_ms = 15'000;
constexpr std::size_t most_wav_bytes = 32 << 20; // ten minutes and more

struct Pipe {
    int out = -1; ///< to read from
    int in = -1;

    Pipe()
    {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0)
            throw std::runtime_error("no pipe for the speech program");
        out = ends[0];
        in = ends[1];
    }
    ~Pipe()
    {
        close(out);
        close(in);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    static void close(int& end)
    {
        if (end >= 0)
            ::close(std::exchange(end, -1));
    }
};

/// A text fits into a pipe (64 kB), so this never waits for the program.
bool write_all(int descriptor, const std::string& text)
{
    ::fcntl(descriptor, F_SETFL, O_NONBLOCK);
    return ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

} // namespace

Speech::Speech(std::vector<std::string> command, const std::string& text,
               const std::string& language, Done done)
    : done_(std::move(done))
{
    for (auto& word : command)
        if (word == "{language}")
            word = voice::voice_of(language);
    Pipe words;
    Pipe sound;
    if (!write_all(words.in, voice::speakable(text) + "\n"))
        throw std::runtime_error("the text does not fit into a pipe");
    auto started = program::Program::start(command, words.out, sound.in);
    if (!started)
        throw std::runtime_error(started.error());
    program_ = std::move(*started);
    sound_ = std::exchange(sound.out, -1);
    ::fcntl(sound_, F_SETFL, O_NONBLOCK);
    tmr_init(&timeout_);
    tmr_start(&timeout_, patience_ms, on_timeout, this);
    if (fd_listen(sound_, FD_READ, on_sound, this) != 0) {
        tmr_cancel(&timeout_);
        ::close(sound_);
        throw std::runtime_error("the speech program cannot be listened to");
    }
}

Speech::~Speech()
{
    tmr_cancel(&timeout_);
    if (sound_ >= 0) {
        fd_close(sound_);
        ::close(sound_);
    }
    program_->end(std::chrono::milliseconds(0));
}

void Speech::on_sound(int, void* self)
{
    static_cast<Speech*>(self)->read_some();
}

void Speech::on_timeout(void* self)
{
    static_cast<Speech*>(self)->finish(false);
}

void Speech::read_some()
{
    std::array<char, 65536> bytes;
    const auto got = ::read(sound_, bytes.data(), bytes.size());
    if (got > 0)
        wav_.append(bytes.data(), static_cast<std::size_t>(got));
    if (wav_.size() > most_wav_bytes)
        return finish(false);
    if (got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR)))
        return;
    finish(got == 0);
}

void Speech::finish(bool is_well)
{
    tmr_cancel(&timeout_);
    fd_close(sound_);
    ::close(std::exchange(sound_, -1));
    program_->end(std::chrono::milliseconds(0)); // it has said all
    std::optional<voice::TelephoneSound> made;
    if (auto wav = is_well ? voice::read_wav(wav_) : std::nullopt; wav && !wav->mono.empty())
        made.emplace(std::move(*wav));
    wav_ = {};
    const auto done = std::move(done_); // it may end us
    done(std::move(made));
}

} // namespace relay::phone
