#include "relay/channels/twiml.h"
#include <string_view>
#include <utility>
#include <vector>

namespace relay::channels {

namespace {

using Attributes = std::vector<std::pair<std::string_view, std::string>>;

std::string escaped(std::string_view text, bool in_attribute)
{
    std::string safe;
    for (const char c : text) {
        if (c == '&')
            safe += "&amp;";
        else if (c == '<')
            safe += "&lt;";
        else if (c == '>')
            safe += "&gt;";
        else if (c == '"' && in_attribute)
            safe += "&quot;";
        // XML 1.0 2.2: what it cannot carry is left out.
        else if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t')
            safe += c;
    }
    return safe;
}

/// Elements in the order in which they are opened and closed.
class Xml {
public:
    void open(std::string_view name, const Attributes& attributes = {})
    {
        begin(name, attributes);
        text_ += ">";
        names_.emplace_back(name);
    }
    void close()
    {
        text_ += "</" + names_.back() + ">";
        names_.pop_back();
    }
    void empty(std::string_view name, const Attributes& attributes = {})
    {
        begin(name, attributes);
        text_ += "/>";
    }
    void say(std::string_view words) { text_ += escaped(words, false); }
    std::string take()
    {
        while (!names_.empty())
            close();
        return std::move(text_);
    }

private:
    void begin(std::string_view name, const Attributes& attributes)
    {
        text_ += "<" + std::string(name);
        for (const auto& [key, value] : attributes)
            text_ += " " + std::string(key) + "=\"" + escaped(value, true) + "\"";
    }

    std::string text_ = R"(<?xml version="1.0" encoding="UTF-8"?>)";
    std::vector<std::string> names_;
};

/// "en-us" as TwiML has it: "en-US".
std::string language_tag(std::string language)
{
    const auto dash = language.find('-');
    for (auto at = dash; at < language.size(); ++at) {
        if (language[at] >= 'a' && language[at] <= 'z')
            language[at] = static_cast<char>(language[at] - 'a' + 'A');
    }
    return language;
}

} // namespace

std::string twiml(const CallTurn& turn, const std::string& language, const std::string& action)
{
    Xml xml;
    xml.open("Response");
    const auto say = [&] {
        xml.open("Say", {{"language", language_tag(language)}});
        xml.say(turn.say);
        xml.close();
    };
    if (turn.wait.count() <= 0) {
        if (!turn.say.empty())
            say();
        xml.empty("Hangup");
        return xml.take();
    }
    // Without a finishing key '#' is a key like any other.
    const Attributes attributes{{"input", "dtmf"},
                                {"action", action},
                                {"method", "POST"},
                                {"numDigits", "1"},
                                {"finishOnKey", ""},
                                {"timeout", std::to_string(turn.wait.count())},
                                {"actionOnEmptyResult", "true"}};
    if (turn.say.empty()) {
        xml.empty("Gather", attributes);
        return xml.take();
    }
    xml.open("Gather", attributes);
    say();
    return xml.take();
}

} // namespace relay::channels
