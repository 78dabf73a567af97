#pragma once
#include "store/model/protected_text.h"
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

/// What one call may say, and the phrases that it is said in.
namespace relay::voice {

/// The message's own words where they may name a patient: nobody hears them before a right PIN.
struct SealedWords {
    store::ProtectedText text;
    std::vector<store::ProtectedText> choices;
    bool operator==(const SealedWords&) const = default;
};

struct CallScript {
    std::string greeting;    ///< who calls and for whom; heard by whoever answers, also a machine
    std::string text;        ///< heard once a key was pressed
    bool is_message = false; ///< `text` is the message; false: a stub that speaks of it
    bool may_accept = false; ///< the page is answered without its words; for a stub
    std::vector<std::string> choices;  ///< go with `text`
    std::optional<SealedWords> sealed; ///< instead of `text` and `choices`, after the PIN
    std::string language = "en-us";    ///< what the speech program calls its voice
    bool operator==(const CallScript&) const = default;
};

/// More choices than this have no key left.
inline constexpr std::size_t most_choices = 8;

/// What the call knows of its script: everything but the words.
struct CallShape {
    bool asks_pin = false;
    bool has_message = false;  ///< the message's own words will be heard
    bool may_accept = false;   ///< they will not, and one key accepts the page all the same
    bool takes_answers = true; ///< false: nobody in the house would hear them
    bool confirms = false;     ///< answers are to be confirmed: high priority
    std::size_t choices = 0;   ///< 0: one key accepts
    bool operator==(const CallShape&) const = default;
};

/// Choices beyond the eighth are left out: the inbox has them.
CallShape shape_of(const CallScript& script);

enum class Phrase {
    Greeting,   ///< the script's
    PressOne,   ///< to show that you are a person
    CheckInbox, ///< what a machine is told
    EnterPin,
    WrongPin,   ///< once more
    PinRefused, ///< and good-bye
    Text,       ///< the script's: message or stub
    Choice,     ///< "for ..., press n"
    AcceptKey,
    DeclineKey,
    RepeatKey,
    StopKey,     ///< no more calls to this number
    MoreInInbox, ///< there are more choices than keys
    YouChose,    ///< choice n
    YouAccepted,
    YouDeclined,
    YouStop,
    ConfirmKey,
    Thanks,
    TakenByOther,
    Goodbye
};

struct Line {
    Phrase phrase = Phrase::Greeting;
    std::size_t number = 0; ///< of the choice, from 1
    bool operator==(const Line&) const = default;
};

using Prompt = std::vector<Line>;

/// Would it let somebody hear a word of the message?
bool tells_message(const Prompt& prompt);

/// What is to be spoken. Holds protected text when the prompt tells the message of a sealed script.
std::string spoken(const Prompt& prompt, const CallScript& script);

} // namespace relay::voice
