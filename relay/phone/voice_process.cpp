#include "relay/phone/voice_process.h"
#include "relay/phone/re.h"
#include "relay/phone/sip_phone.h"
#include <array>
#include <cerrno>
#include <csignal>
#include <optional>
#include <stdexcept>
#include <unistd.h>

namespace relay::phone {

namespace {

/// The process: libre's loop with one more descriptor in it.
class VoiceProcess {
public:
    VoiceProcess(int input, int output) : input_(input), output_(output) { tmr_init(&patience_); }
    ~VoiceProcess() { tmr_cancel(&patience_); }
    VoiceProcess(const VoiceProcess&) = delete;
    VoiceProcess& operator=(const VoiceProcess&) = delete;

    int run()
    {
        running = this;
        if (fd_listen(input_, FD_READ, on_input, this) != 0)
            return 1;
        re_main([](int) { running->stop(0); });
        fd_close(input_);
        running = nullptr;
        phone_.reset();
        return status_;
    }

private:
    static void on_input(int, void* self) { static_cast<VoiceProcess*>(self)->read_some(); }

    void read_some()
    {
        std::array<char, 16384> bytes;
        const auto got = ::read(input_, bytes.data(), bytes.size());
        if (got < 0 && (errno == EINTR || errno == EAGAIN))
            return;
        if (got <= 0)
            return stop(0); // nobody is there any more
        lines_.add({bytes.data(), static_cast<std::size_t>(got)});
        while (const auto line = lines_.next())
            obey(*line);
        if (lines_.is_overlong())
            stop(1);
    }

    void obey(const std::string& line)
    {
        const auto order = voice::parse_order(line);
        if (!order)
            return stop(1);
        if (phone_)
            return phone_->take(*order);
        const auto* configure = std::get_if<voice::order::Configure>(&*order);
        if (configure == nullptr)
            return stop(1);
        try {
            phone_.emplace(configure->trunk, [this](const voice::News& news) { tell(news); });
        } catch (const std::runtime_error& failure) {
            tell(voice::news::Trouble{0, failure.what()});
            stop(1);
        }
    }

    void tell(const voice::News& news)
    {
        const auto line = voice::line_of(news);
        std::size_t told = 0;
        while (told < line.size()) {
            const auto went = ::write(output_, line.data() + told, line.size() - told);
            if (went < 0 && errno == EINTR)
                continue;
            if (went <= 0)
                return stop(0);
            told += static_cast<std::size_t>(went);
        }
    }

    void stop(int status)
    {
        if (is_stopping_)
            return;
        is_stopping_ = true;
        status_ = status;
        fd_close(input_);
        constexpr std::uint64_t patience_ms = 1'500; // a peer that does not answer is left alone
        tmr_start(
            &patience_, patience_ms, [](void*) { re_cancel(); }, nullptr);
        if (phone_)
            phone_->close([] { re_cancel(); });
        else
            re_cancel();
    }

    inline static VoiceProcess* running =
        nullptr; ///< for the signal handler, which has no argument

    int input_;
    int output_;
    int status_ = 0;
    bool is_stopping_ = false;
    tmr patience_{};
    voice::LineReader lines_;
    std::optional<SipPhone> phone_;
};

} // namespace

int run_voice(int input, int output)
{
    std::signal(SIGPIPE, SIG_IGN);
    if (libre_init() != 0)
        return 1;
    int status = 1;
    {
        VoiceProcess process(input, output);
        status = process.run();
    }
    libre_close();
    return status;
}

} // namespace relay::phone
