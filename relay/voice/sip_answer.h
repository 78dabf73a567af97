#pragma once

/// What became of a call, and what a SIP status says about it.
namespace relay::voice {

enum class CallResult {
    Answered,    ///< a choice, an acceptance or a refusal was keyed in
    Heard,       ///< the message was played to its end
    Reached,     ///< a person was there, and left before the end
    Machine,     ///< something answered and pressed no key
    HungUp,      ///< hung up before any key
    NoPin,       ///< a person was there and did not give a PIN
    WrongPin,    ///< the PIN was wrong too often
    Taken,       ///< stood down: somebody else has it
    LineBusy,    ///< the phone is in use
    NoAnswer,    ///< it rang, or cannot be reached now
    BadNumber,   ///< there is no such phone
    Declined,    ///< the phone or its exchange does not want the call
    Credentials, ///< the trunk does not know us
    BadRequest,  ///< the trunk does not understand us
    TrunkFault,  ///< the trunk's own trouble
    NotSent,     ///< the trunk cannot be reached
    Fault        ///< our own trouble: speech, ports, the voice process
};

/// For a call that was never answered. `code`: a final SIP status (RFC 3261 21), or 0 when there
/// was none. 487 answers our own CANCEL.
CallResult result_of_sip(int code);

} // namespace relay::voice
