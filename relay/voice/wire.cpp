#include "relay/voice/wire.h"
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <Poco/UTF8Encoding.h>
#include <sstream>

namespace relay::voice {

namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

std::string as_line(const Object& object)
{
    std::ostringstream out;
    object.stringify(out);
    return out.str() + "\n";
}

/// Only what JSON may hold.
std::string utf8(const std::string& text)
{
    static const Poco::UTF8Encoding encoding;
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    std::string good;
    for (std::size_t at = 0; at < text.size();) {
        int size = encoding.sequenceLength(bytes + at, 1);
        if (size < 1 || at + static_cast<std::size_t>(size) > text.size() ||
            encoding.queryConvert(bytes + at, size) < 0) {
            good += "\xef\xbf\xbd"; // U+FFFD
            ++at;
            continue;
        }
        good.append(text, at, static_cast<std::size_t>(size));
        at += static_cast<std::size_t>(size);
    }
    return good;
}

Object saying(const char* key, const char* word, const std::string& call = {})
{
    Object object;
    object.set(key, std::string(word));
    if (!call.empty())
        object.set("call", utf8(call));
    return object;
}

struct OrderLine {
    std::string operator()(const order::Configure& configure) const
    {
        const auto& trunk = configure.trunk;
        Array speech;
        for (const auto& word : trunk.speech)
            speech.add(utf8(word));
        auto object = saying("do", "configure");
        object.set("proxy", utf8(trunk.proxy));
        object.set("from", utf8(trunk.from));
        object.set("from_name", utf8(trunk.from_name));
        object.set("user", utf8(trunk.user));
        object.set("password", utf8(trunk.password));
        object.set("registers", trunk.registers);
        object.set("local", utf8(trunk.local));
        object.set("local_port", trunk.local_port);
        object.set("first_rtp_port", trunk.first_rtp_port);
        object.set("last_rtp_port", trunk.last_rtp_port);
        object.set("speech", speech);
        return as_line(object);
    }
    std::string operator()(const order::Dial& dial) const
    {
        auto object = saying("do", "dial", dial.call);
        object.set("number", utf8(dial.number));
        return as_line(object);
    }
    std::string operator()(const order::Say& say) const
    {
        auto object = saying("do", "say", say.call);
        object.set("prompt", say.prompt);
        object.set("text", utf8(say.text));
        object.set("language", utf8(say.language));
        return as_line(object);
    }
    std::string operator()(const order::Hush& hush) const
    {
        return as_line(saying("do", "hush", hush.call));
    }
    std::string operator()(const order::HangUp& hang_up) const
    {
        return as_line(saying("do", "hang_up", hang_up.call));
    }
};

struct NewsLine {
    std::string operator()(const news::Ready&) const { return as_line(saying("is", "ready")); }
    std::string operator()(const news::Trouble& trouble) const
    {
        auto object = saying("is", "trouble");
        object.set("code", trouble.code);
        object.set("detail", utf8(trouble.detail));
        return as_line(object);
    }
    std::string operator()(const news::Progressed& progressed) const
    {
        auto object = saying("is", "progressed", progressed.call);
        object.set("code", progressed.code);
        return as_line(object);
    }
    std::string operator()(const news::Answered& answered) const
    {
        return as_line(saying("is", "answered", answered.call));
    }
    std::string operator()(const news::KeyPressed& pressed) const
    {
        auto object = saying("is", "key", pressed.call);
        object.set("key", std::string(1, pressed.key));
        return as_line(object);
    }
    std::string operator()(const news::PromptEnded& ended) const
    {
        auto object = saying("is", "prompt_ended", ended.call);
        object.set("prompt", ended.prompt);
        object.set("was_spoken", ended.was_spoken);
        return as_line(object);
    }
    std::string operator()(const news::Ended& ended) const
    {
        auto object = saying("is", "ended", ended.call);
        object.set("code", ended.code);
        object.set("retry_after_s", ended.retry_after_s);
        object.set("detail", utf8(ended.detail));
        return as_line(object);
    }
};

/// Reads the fields of one line; a field that is missing or of another kind throws.
class Fields {
public:
    explicit Fields(std::string_view line)
    {
        Poco::JSON::Parser parser;
        parser.setDepth(4);
        object_ = parser.parse(std::string(line)).extract<Object::Ptr>();
    }

    std::string text(const char* name) const { return value(name).extract<std::string>(); }
    int number(const char* name) const
    {
        const auto found = value(name);
        if (!found.isInteger() || found.isBoolean())
            throw Poco::DataFormatException(name);
        return found.convert<int>();
    }
    bool yes(const char* name) const { return value(name).extract<bool>(); }
    std::vector<std::string> texts(const char* name) const
    {
        std::vector<std::string> found;
        for (const auto& element : *value(name).extract<Array::Ptr>())
            found.push_back(element.extract<std::string>());
        return found;
    }
    std::string call() const
    {
        constexpr std::size_t longest = 100;
        auto name = text("call");
        if (name.empty() || name.size() > longest)
            throw Poco::DataFormatException("call");
        return name;
    }
    char key() const
    {
        const auto name = text("key");
        if (name.size() != 1 || std::string_view("0123456789*#").find(name) == std::string::npos)
            throw Poco::DataFormatException("key");
        return name[0];
    }

private:
    Poco::Dynamic::Var value(const char* name) const
    {
        if (!object_->has(name))
            throw Poco::NotFoundException(name);
        return object_->get(name);
    }

    Object::Ptr object_;
};

TrunkSettings trunk_of(const Fields& fields)
{
    TrunkSettings trunk;
    trunk.proxy = fields.text("proxy");
    trunk.from = fields.text("from");
    trunk.from_name = fields.text("from_name");
    trunk.user = fields.text("user");
    trunk.password = fields.text("password");
    trunk.registers = fields.yes("registers");
    trunk.local = fields.text("local");
    trunk.local_port = fields.number("local_port");
    trunk.first_rtp_port = fields.number("first_rtp_port");
    trunk.last_rtp_port = fields.number("last_rtp_port");
    trunk.speech = fields.texts("speech");
    return trunk;
}

std::optional<Order> order_of(const Fields& fields)
{
    const auto word = fields.text("do");
    if (word == "configure")
        return order::Configure{trunk_of(fields)};
    if (word == "dial")
        return order::Dial{fields.call(), fields.text("number")};
    if (word == "say")
        return order::Say{fields.call(), fields.number("prompt"), fields.text("text"),
                          fields.text("language")};
    if (word == "hush")
        return order::Hush{fields.call()};
    if (word == "hang_up")
        return order::HangUp{fields.call()};
    return std::nullopt;
}

std::optional<News> news_of(const Fields& fields)
{
    const auto word = fields.text("is");
    if (word == "ready")
        return news::Ready{};
    if (word == "trouble")
        return news::Trouble{fields.number("code"), fields.text("detail")};
    if (word == "progressed")
        return news::Progressed{fields.call(), fields.number("code")};
    if (word == "answered")
        return news::Answered{fields.call()};
    if (word == "key")
        return news::KeyPressed{fields.call(), fields.key()};
    if (word == "prompt_ended")
        return news::PromptEnded{fields.call(), fields.number("prompt"), fields.yes("was_spoken")};
    if (word == "ended")
        return news::Ended{fields.call(), fields.number("code"), fields.number("retry_after_s"),
                           fields.text("detail")};
    return std::nullopt;
}

} // namespace

std::string line_of(const Order& order)
{
    return std::visit(OrderLine{}, order);
}

std::string line_of(const News& news)
{
    return std::visit(NewsLine{}, news);
}

std::optional<Order> parse_order(std::string_view line)
{
    try {
        return order_of(Fields(line));
    } catch (const Poco::Exception&) {
        return std::nullopt;
    }
}

std::optional<News> parse_news(std::string_view line)
{
    try {
        return news_of(Fields(line));
    } catch (const Poco::Exception&) {
        return std::nullopt;
    }
}

std::optional<std::string> LineReader::next()
{
    const auto end = bytes_.find('\n');
    if (end == std::string::npos)
        return std::nullopt;
    auto line = bytes_.substr(0, end);
    bytes_.erase(0, end + 1);
    return line;
}

} // namespace relay::voice
