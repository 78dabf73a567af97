#pragma once
#include "relay/phone/re.h"
#include "relay/program/program.h"
#include "relay/voice/speech_samples.h"
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace relay::phone {

/// One text on its way through the speech program. The text goes by a pipe and the sound comes by
/// one; neither touches a disk or a command line. In libre's thread only.
class Speech {
public:
    /// Called once, from the loop: the sound, or empty where speech failed.
    using Done = std::function<void(std::optional<voice::TelephoneSound>)>;

    /// `command`: as TrunkSettings::speech. Throws std::runtime_error where it does not start.
    Speech(std::vector<std::string> command, const std::string& text, const std::string& language,
           Done done);
    ~Speech(); ///< ends the program
    Speech(const Speech&) = delete;
    Speech& operator=(const Speech&) = delete;

private:
    static void on_sound(int flags, void* self);
    static void on_timeout(void* self);
    void read_some();
    void finish(bool is_well);

    Done done_;
    std::optional<program::Program> program_;
    int sound_ = -1;
    tmr timeout_{};
    std::string wav_;
};

} // namespace relay::phone
