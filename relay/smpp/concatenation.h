#pragma once
#include "relay/smpp/alphabet.h"
#include "relay/smpp/pdu.h"
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace relay::smpp {

/// A point on the owner's steady clock; nothing here reads it.
using Moment = std::chrono::steady_clock::time_point;

/// Which part of which text a deliver_sm is.
struct PartOf {
    std::uint16_t reference = 0;
    int total = 1; ///< 1: it is whole
    int number = 1;
    bool operator==(const PartOf&) const = default;
};

/// What the sender wrote: short_message or message_payload without its user data header, and what
/// that, or the SAR parameters, said about parts. A header that is broken is text.
struct Content {
    PartOf part;
    std::string bytes;
    bool operator==(const Content&) const = default;
};
Content content_of(const ShortMessage& message);

/// Puts the parts of long texts together.
///
/// Parts of the same sender, receiver, reference and total belong together. Holds at most 1000
/// texts: the oldest is given up for another one.
class Reassembly {
public:
    struct Part {
        std::uint8_t data_coding = 0;
        std::string bytes;
    };
    struct Text {
        Address from;
        Address to;
        std::vector<std::optional<Part>> parts; ///< by number; empty: it has not come
        bool is_whole() const;
    };

    explicit Reassembly(std::chrono::milliseconds patience) : patience_(patience) {}

    /// The text, once all of it is here. It is kept until forget(): if nobody could commit it, the
    /// message centre says the last part again.
    const Text* take(const ShortMessage& message, const Content& content, Moment now);
    void forget(const ShortMessage& message, const PartOf& part);

    /// Takes out what has waited too long for its other parts, or for the room.
    std::vector<Text> given_up(Moment now);
    /// Takes out everything.
    std::vector<Text> all();

private:
    using Key = std::tuple<std::string, std::string, std::uint16_t, int>;
    struct Waiting {
        Text text;
        Moment since;
    };

    static Key key_of(const ShortMessage& message, const PartOf& part);

    std::chrono::milliseconds patience_;
    std::map<Key, Waiting> waiting_;
    std::vector<Text> displaced_;
};

/// All that is there, UTF-8, with " ... " for each gap. Empty: it is no text.
std::optional<std::string> text_of(const Reassembly::Text& text, DefaultAlphabet alphabet);

} // namespace relay::smpp
