#pragma once
#include "store/model/instant.h"
#include "wctp/answers.h"
#include <cstddef>
#include <string>

namespace relay::intake {

/// How we speak WCTP; from the configuration. What a source's own policy says comes first.
struct WctpRules {
    std::string path = "/wctp";           ///< one more segment behind it is a source's path token
    std::string public_url{};             ///< how everybody calls us; empty: as the request did
    bool strict = false;                  ///< everybody by the letter of the DTD
    bool uniform_auth_errors = false;     ///< 402 for an unknown sender too, where 401 would tell
    std::size_t max_body_bytes = 1 << 20; ///< the HTTP edge's own limit, which comes first
    std::size_t max_text_characters = 65535;
    std::size_t max_choices = 100;
    std::size_t max_choice_characters = 1024;
    std::size_t max_recipients = 250;     ///< of one wctp-SendMsgMulti
    store::Millis query_interval{10'000}; ///< between two ClientQueries about one message
    store::Millis poll_interval{10'000};  ///< between two polls of one source
    std::size_t poll_batch = 10;          ///< messages for a poller that does not say how many
    std::size_t most_polled = 100;        ///< for one that asks for more
    std::size_t poll_queue = 1000; ///< that wait for a poller; then its submissions are refused
    /// Within which a transient client's same words to the same recipient are the same message.
    store::Millis transient_window{2 * 60 * 1000};
    int service_unavailable = 606; ///< error code while the store cannot write: 605 or 606
    store::Millis tracking_retention{72 * 3600 * 1000};
    /// Nothing is written, whatever the sources' own rules: what was recorded is decided again.
    bool is_rehearsal = false;
    wctp::VersionOffer versions{.responder = "belfry"};
};

} // namespace relay::intake
