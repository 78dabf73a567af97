#pragma once
// Conversations with an SMTP server as files that can be read aloud (tests/dialogues/smtp).
// Header only, so that a test against the real socket can run the same files.
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace dialogue {

/// One line of a file. `kind`: "#", "!", "<", "<+", "<-", ">", "=" (README.md there).
struct Step {
    std::string kind;
    std::string text;
    int line = 0;
    int times = 1;
};

struct Dialogue {
    std::string name; ///< of the file, without folder and ending
    std::vector<Step> steps;

    bool wants(std::string_view setting) const
    {
        for (const auto& step : steps) {
            if (step.kind == "!" && step.text == setting)
                return true;
        }
        return false;
    }
    bool speaks_first() const
    {
        for (const auto& step : steps) {
            if (step.kind != "#" && step.kind != "!")
                return step.kind[0] == '<';
        }
        return false;
    }
};

/// The server, however it is reached.
class Peer {
public:
    virtual ~Peer() = default;
    virtual void say(std::string_view bytes) = 0;
    /// The next line without CR LF; empty: the server says nothing more for now.
    virtual std::optional<std::string> hear() = 0;
    virtual bool is_closed() = 0;
    virtual void start_tls() = 0;
    /// The messages that were accepted so far; empty: this peer cannot know.
    virtual std::optional<std::vector<std::string>> messages() = 0;
};

inline int octet_of(std::string_view hex)
{
    return std::stoi(std::string(hex), nullptr, 16);
}

/// \r \n \t \\ \xHH, and {text*N}: text, N times.
inline std::string unescaped(std::string_view text)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char next = i + 1 < text.size() ? text[i + 1] : '\0';
        if (text[i] == '{' && text.find('*', i) < text.find('}', i)) {
            const auto star = text.find('*', i);
            const auto end = text.find('}', i);
            const auto piece = unescaped(text.substr(i + 1, star - i - 1));
            for (int n = std::stoi(std::string(text.substr(star + 1))); n > 0; --n)
                result += piece;
            i = end;
        } else if (text[i] != '\\') {
            result += text[i];
        } else if (next == 'x') {
            result += static_cast<char>(octet_of(text.substr(i + 2, 2)));
            i += 3;
        } else {
            result += next == 'r' ? '\r' : next == 'n' ? '\n' : next == 't' ? '\t' : next;
            ++i;
        }
    }
    return result;
}

/// '*' stands for any text.
inline bool matches(std::string_view pattern, std::string_view line)
{
    const auto star = pattern.find('*');
    if (star == std::string_view::npos)
        return pattern == line;
    if (line.substr(0, star) != pattern.substr(0, star))
        return false;
    for (std::size_t at = star; at <= line.size(); ++at) {
        if (matches(pattern.substr(star + 1), line.substr(at)))
            return true;
    }
    return false;
}

inline Step parse_step(std::string_view line, int number)
{
    const auto blank = line.find(' ');
    std::string kind(line.substr(0, blank));
    Step step{kind, blank == std::string_view::npos ? "" : std::string(line.substr(blank + 1)),
              number, 1};
    if (const auto times = kind.find('x'); times == 1) { // "<x60", ">x60"
        step.times = std::stoi(kind.substr(2));
        step.kind = kind.substr(0, 1);
    }
    return step;
}

/// Throws std::runtime_error for a file that cannot be read or says nothing.
inline Dialogue read(const std::string& path)
{
    std::ifstream file(path);
    const auto slash = path.rfind('/');
    Dialogue result{path.substr(slash + 1, path.rfind('.') - slash - 1), {}};
    std::string line;
    for (int number = 1; std::getline(file, line); ++number) {
        if (!line.empty())
            result.steps.push_back(parse_step(line, number));
    }
    if (result.steps.empty())
        throw std::runtime_error("no dialogue in " + path);
    return result;
}

inline std::string state_failure(const std::string& wanted, Peer& peer)
{
    if (wanted == "starttls") {
        peer.start_tls();
        return {};
    }
    const auto said = peer.hear();
    if (said)
        return "the server says \"" + *said + '"';
    if (wanted == "closed")
        return peer.is_closed() ? "" : "the connection is still open";
    if (wanted == "silence")
        return peer.is_closed() ? "the connection is closed" : "";
    const auto messages = peer.messages();
    if (!messages)
        return {};
    if (wanted.rfind("accepted ", 0) == 0)
        return std::to_string(messages->size()) == wanted.substr(9)
                   ? ""
                   : std::to_string(messages->size()) + " messages were accepted";
    if (wanted.rfind("line ", 0) == 0)
        return !messages->empty() && ("\r\n" + messages->back())
                                             .find("\r\n" + unescaped(wanted.substr(5)) + "\r\n") !=
                                         std::string::npos
                   ? ""
                   : "no such line in the message";
    return "nobody knows what \"= " + wanted + "\" means";
}

inline std::string step_failure(const Step& step, Peer& peer, std::string& held)
{
    if (step.kind == "<" || step.kind == "<+" || step.kind == "<-") {
        held += unescaped(step.text) + (step.kind == "<-" ? "" : "\r\n");
        if (step.kind != "<+")
            peer.say(std::exchange(held, {}));
        return {};
    }
    if (step.kind == ">") {
        const auto line = peer.hear();
        if (!line)
            return peer.is_closed() ? "the connection is closed" : "the server says nothing";
        return matches(step.text, *line) ? "" : "the server says \"" + *line + '"';
    }
    if (step.kind == "=")
        return state_failure(step.text, peer);
    return step.kind == "#" || step.kind == "!" ? "" : "nobody knows this kind of line";
}

/// Empty when the server says what the file says; otherwise where and how it differs.
inline std::string failure_of(const Dialogue& dialogue, Peer& peer)
{
    std::string held;
    for (const auto& step : dialogue.steps) {
        for (int i = 0; i < step.times; ++i) {
            const auto failure = step_failure(step, peer, held);
            if (!failure.empty())
                return dialogue.name + ".dlg:" + std::to_string(step.line) + ": " + step.kind +
                       ' ' + step.text + ": " + failure;
        }
    }
    return {};
}

} // namespace dialogue
