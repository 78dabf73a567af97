#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// What `belfry serve` and its child `belfry voice` say to each other: one JSON object a line,
/// UTF-8, over one stream socket. The child holds no script and no PIN; what is to be spoken comes
/// when it may be heard.
namespace relay::voice {

/// A longer line is a fault of the peer.
inline constexpr std::size_t most_line_bytes = 64 * 1024;

/// How calls get out: a trunk or a registration. The first order, and only once.
struct TrunkSettings {
    std::string proxy;     ///< "sip:10.1.1.5:5060" or "sip:pbx.hospital.lan;transport=tcp"
    std::string from;      ///< "sip:relay@hospital.lan"
    std::string from_name; ///< display name; may be empty
    std::string user;      ///< for digest authentication; empty: none
    std::string password;
    bool registers = false; ///< keep a registration of `from` at the proxy
    std::string local;      ///< our address; empty: the one that reaches the proxy
    int local_port = 0;     ///< of SIP; 0: any
    int first_rtp_port = 30000;
    int last_rtp_port = 30999;
    /// Speech program: text from stdin, WAV to stdout. {language} stands for the voice.
    std::vector<std::string> speech{"/usr/bin/espeak-ng", "-v", "{language}", "--stdin",
                                    "--stdout"};
    bool operator==(const TrunkSettings&) const = default;
};

namespace order {

struct Configure {
    TrunkSettings trunk;
    bool operator==(const Configure&) const = default;
};
struct Dial {
    std::string call; ///< the caller's name for it, of [A-Za-z0-9._-]
    std::string number;
    bool operator==(const Dial&) const = default;
};
struct Say {
    std::string call;
    int prompt = 0;
    std::string text; ///< may be protected: never logged, never on a disk
    std::string language;
    bool operator==(const Say&) const = default;
};
struct Hush {
    std::string call;
    bool operator==(const Hush&) const = default;
};
struct HangUp {
    std::string call;
    bool operator==(const HangUp&) const = default;
};

} // namespace order

using Order = std::variant<order::Configure, order::Dial, order::Say, order::Hush, order::HangUp>;

namespace news {

/// It takes calls; with a registration: the registrar has said yes.
struct Ready {
    bool operator==(const Ready&) const = default;
};
/// It takes no calls, or calls will hardly get out.
struct Trouble {
    int code = 0; ///< SIP status of the registration; 0: none
    std::string detail;
    bool operator==(const Trouble&) const = default;
};
struct Progressed {
    std::string call;
    int code = 100;
    bool operator==(const Progressed&) const = default;
};
struct Answered {
    std::string call;
    bool operator==(const Answered&) const = default;
};
struct KeyPressed {
    std::string call;
    char key = '0'; ///< 0-9, *, #
    bool operator==(const KeyPressed&) const = default;
};
struct PromptEnded {
    std::string call;
    int prompt = 0;
    bool was_spoken = true;
    bool operator==(const PromptEnded&) const = default;
};
struct Ended {
    std::string call;
    int code = 0;          ///< SIP status; 0: none
    int retry_after_s = 0; ///< 0: not said
    std::string detail;    ///< reason phrase or fault, for the operator
    bool operator==(const Ended&) const = default;
};

} // namespace news

using News = std::variant<news::Ready, news::Trouble, news::Progressed, news::Answered,
                          news::KeyPressed, news::PromptEnded, news::Ended>;

/// With its line end. Bytes that are no UTF-8 are replaced.
std::string line_of(const Order& order);
std::string line_of(const News& news);

/// Empty: not understood.
std::optional<Order> parse_order(std::string_view line);
std::optional<News> parse_news(std::string_view line);

/// Bytes in, whole lines out, without their ends.
class LineReader {
public:
    void add(std::string_view bytes) { bytes_ += bytes; }
    /// Empty: no whole line yet.
    std::optional<std::string> next();
    /// True: more than most_line_bytes without an end.
    bool is_overlong() const { return bytes_.size() > most_line_bytes; }

private:
    std::string bytes_;
};

} // namespace relay::voice
