#pragma once
#include <string>
#include <variant>
#include <vector>

namespace wctp {

struct Alphanumeric {
    std::string text;
    friend bool operator==(const Alphanumeric&, const Alphanumeric&) = default;
};

enum class TransparentType { Opaque, FlexSuite };
enum class TransparentEncoding { Standard, Base64 };

/// wctp-TransparentData. `bytes` is decoded; with Standard it is text as it stands.
struct TransparentData {
    std::string bytes;
    TransparentType type = TransparentType::Opaque;
    TransparentEncoding encoding = TransparentEncoding::Base64;
    friend bool operator==(const TransparentData&, const TransparentData&) = default;
};

/// One button: `send` is shown, exactly `reply` goes back. Read from a wctp-Choice, or from a
/// wctp-ChoicePair without a wctp-ReplyChoice, both are the same. Before 1.2 only `send` can be
/// written.
struct Choice {
    std::string send;
    std::string reply;
    friend bool operator==(const Choice&, const Choice&) = default;
};

/// wctp-IHEWCMImage
struct Image {
    std::string format; ///< "SVG", "JPEG", "PNG" or "BMP" as the grammar has it; kept as written
    std::string bytes;  ///< decoded
    friend bool operator==(const Image&, const Image&) = default;
};

/// wctp-MCR. At least one choice when read; a document written without any is not valid.
struct MultipleChoice {
    std::string text;
    std::vector<Choice> choices;
    std::vector<Image> images{}; ///< written in IHE's versions only
    /// What IHE's extension says to people, whom to call back above all: lines to stand behind the
    /// text, each behind a line feed. Read, never written.
    std::string note{};
    /// wctp-IHEPCDACM, as XML: for StatusInfo and MessageReply about it. Empty: none. Read, never
    /// written: no grammar has it here.
    std::string alert{};
    friend bool operator==(const MultipleChoice&, const MultipleChoice&) = default;
};

using Payload = std::variant<Alphanumeric, TransparentData, MultipleChoice>;

} // namespace wctp
