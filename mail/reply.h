#pragma once
#include <string>
#include <string_view>

namespace mail {

/// One answer of an SMTP server.
struct Reply {
    int code = 0;         ///< 200 to 599
    std::string enhanced; ///< RFC 3463, "5.1.1"; empty where none applies (220, 354, EHLO)
    std::string text;     ///< several lines are separated by '\n'

    bool is_positive() const noexcept { return code >= 200 && code < 300; }
    bool is_transient() const noexcept { return code >= 400 && code < 500; }
    bool is_permanent() const noexcept { return code >= 500; }
    friend bool operator==(const Reply&, const Reply&) = default;
};

/// The reply as bytes, each line ending with CR LF and at most 512 octets (RFC 5321
/// 4.5.3.1.5); anything but printable ASCII in the text becomes '?'.
std::string wire(const Reply& reply);

/// The owner's judgement of a sender, a recipient or a whole message: the reply that the
/// client gets. Positive accepts, everything else refuses.
struct Verdict {
    Reply reply;

    bool is_accepted() const noexcept { return reply.is_positive(); }
    friend bool operator==(const Verdict&, const Verdict&) = default;

    static Verdict accept();                              ///< 250 2.1.5
    static Verdict accept_message(std::string reference); ///< 250 2.0.0 queued as ...
    static Verdict unknown_recipient();                   ///< 550 5.1.1
    static Verdict relay_denied();                        ///< 554 5.7.1
    static Verdict not_allowed(std::string text);         ///< 550 5.7.1
    static Verdict too_many(std::string text);            ///< 450 4.7.1: over a rate or quota
    static Verdict try_later(std::string text);           ///< 451 4.3.0: our own trouble
};

} // namespace mail
