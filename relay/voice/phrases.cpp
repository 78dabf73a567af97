#include "relay/voice/phrases.h"

namespace relay::voice {

namespace {

std::string_view english(Phrase phrase)
{
    switch (phrase) {
    case Phrase::Greeting:
    case Phrase::Text:
        return "{text}";
    case Phrase::PressOne:
        return "To hear it, press 1.";
    case Phrase::CheckInbox:
        return "A page is waiting. Please check your messages.";
    case Phrase::EnterPin:
        return "Please enter your PIN, and then press the hash key.";
    case Phrase::WrongPin:
        return "That PIN is wrong. Please enter it again, and then press the hash key.";
    case Phrase::PinRefused:
        return "That PIN is wrong.";
    case Phrase::Choice:
        return "For {text}, press {n}.";
    case Phrase::AcceptKey:
        return "To accept, press 1.";
    case Phrase::DeclineKey:
        return "To decline, press star.";
    case Phrase::RepeatKey:
        return "To hear it again, press 9.";
    case Phrase::StopKey:
        return "To get no more calls on this number, press 7.";
    case Phrase::MoreInInbox:
        return "There are more choices in your inbox.";
    case Phrase::YouChose:
        return "You chose {n}, {text}.";
    case Phrase::YouAccepted:
        return "You accept.";
    case Phrase::YouDeclined:
        return "You decline.";
    case Phrase::YouStop:
        return "This number will get no more calls.";
    case Phrase::ConfirmKey:
        return "To confirm, press the hash key.";
    case Phrase::Thanks:
        return "Thank you.";
    case Phrase::TakenByOther:
        return "Somebody else has taken this page.";
    case Phrase::Goodbye:
        return "Good-bye.";
    }
    return {};
}

std::string_view german(Phrase phrase)
{
    switch (phrase) {
    case Phrase::Greeting:
    case Phrase::Text:
        return "{text}";
    case Phrase::PressOne:
        return "Um sie zu h\u00f6ren, dr\u00fccken Sie die 1.";
    case Phrase::CheckInbox:
        return "Eine Nachricht wartet. Bitte sehen Sie in Ihr Postfach.";
    case Phrase::EnterPin:
        return "Bitte geben Sie Ihre PIN ein und dr\u00fccken Sie dann die Raute.";
    case Phrase::WrongPin:
        return "Diese PIN ist falsch. Bitte noch einmal, und dann die Raute.";
    case Phrase::PinRefused:
        return "Diese PIN ist falsch.";
    case Phrase::Choice:
        return "F\u00fcr {text} dr\u00fccken Sie die {n}.";
    case Phrase::AcceptKey:
        return "Um anzunehmen, dr\u00fccken Sie die 1.";
    case Phrase::DeclineKey:
        return "Um abzulehnen, dr\u00fccken Sie den Stern.";
    case Phrase::RepeatKey:
        return "Um es noch einmal zu h\u00f6ren, dr\u00fccken Sie die 9.";
    case Phrase::StopKey:
        return "F\u00fcr keine weiteren Anrufe unter dieser Nummer dr\u00fccken Sie die 7.";
    case Phrase::MoreInInbox:
        return "Weitere Antworten stehen in Ihrem Postfach.";
    case Phrase::YouChose:
        return "Sie haben {n} gew\u00e4hlt, {text}.";
    case Phrase::YouAccepted:
        return "Sie nehmen an.";
    case Phrase::YouDeclined:
        return "Sie lehnen ab.";
    case Phrase::YouStop:
        return "Diese Nummer wird nicht mehr angerufen.";
    case Phrase::ConfirmKey:
        return "Zum Best\u00e4tigen dr\u00fccken Sie die Raute.";
    case Phrase::Thanks:
        return "Danke.";
    case Phrase::TakenByOther:
        return "Jemand anderes hat diese Nachricht \u00fcbernommen.";
    case Phrase::Goodbye:
        return "Auf Wiederh\u00f6ren.";
    }
    return {};
}

} // namespace

std::string_view phrase_text(Phrase phrase, std::string_view language)
{
    const bool is_german = language == "de" || language.starts_with("de-");
    return is_german ? german(phrase) : english(phrase);
}

} // namespace relay::voice
