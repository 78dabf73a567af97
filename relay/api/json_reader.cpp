#include "relay/api/json_reader.h"
#include "relay/api/utf8.h"
#include <Poco/JSON/Handler.h>
#include <Poco/JSON/Parser.h>
#include <algorithm>

namespace relay::api {
namespace {

constexpr std::size_t most_levels = 64;
constexpr std::size_t most_names = 1000; // of one object: each is compared with those before it

/// What we refuse and POCO does not; its parser is left by throwing this.
struct NotOurs {
    std::string why;
};

/// POCO's parser tells what it reads; this builds our value from it. It is ours because POCO's own
/// keeps the last of two members with one name.
class Builder final : public Poco::JSON::Handler {
public:
    explicit Builder(Json& root) : root_(root) {}

    void reset() override {}
    void startObject() override { open(Json{Json::Object{}}); }
    void endObject() override { open_.pop_back(); }
    void startArray() override { open(Json{Json::Array{}}); }
    void endArray() override { open_.pop_back(); }
    void key(const std::string& name) override
    {
        auto& object = std::get<Json::Object>(open_.back()->value);
        if (std::ranges::any_of(object, [&](const auto& known) { return known.name == name; }))
            throw NotOurs{"a name stands twice in one object"};
        if (object.size() == most_names)
            throw NotOurs{"an object has over 1000 names"};
        object.push_back({name, Json{}});
    }
    void null() override { place(Json{}); }
    void value(int number) override { place(Json{std::int64_t{number}}); }
    void value(unsigned number) override { place(Json{std::int64_t{number}}); }
    void value(Poco::Int64 number) override { place(Json{std::int64_t{number}}); }
    void value(Poco::UInt64) override { throw NotOurs{"a number does not fit 64 bits"}; }
    void value(const std::string& text) override { place(Json{text}); }
    void value(double number) override { place(Json{number}); }
    void value(bool yes) override { place(Json{yes}); }

private:
    /// Where the value that was just read belongs. It stays there while it is open: nothing is
    /// added to its parent before it is closed.
    Json& place(Json read)
    {
        if (open_.empty())
            return root_ = std::move(read);
        if (auto* array = std::get_if<Json::Array>(&open_.back()->value))
            return array->emplace_back(std::move(read));
        return std::get<Json::Object>(open_.back()->value).back().value = std::move(read);
    }
    void open(Json empty) { open_.push_back(&place(std::move(empty))); }

    Json& root_;
    std::vector<Json*> open_;
};

/// POCO cuts names at a NUL, so it must not get to see one. In JSON a backslash stands only in
/// strings, and what follows it belongs to it.
bool has_nul(std::string_view text)
{
    if (text.find('\0') != std::string_view::npos)
        return true;
    for (auto at = text.find('\\'); at < text.size(); at = text.find('\\', at + 2)) {
        if (text.substr(at + 1, 5) == "u0000")
            return true;
    }
    return false;
}

} // namespace

tl::expected<Json, std::string> read_json(std::string_view text)
{
    if (text.starts_with("\xef\xbb\xbf"))
        return tl::unexpected(std::string("the text begins with a byte order mark"));
    if (!is_utf8(text))
        return tl::unexpected(std::string("the text is not UTF-8"));
    if (has_nul(text))
        return tl::unexpected(std::string("the text has a NUL"));
    Json root;
    try {
        Poco::JSON::Parser parser(new Builder(root));
        parser.setDepth(most_levels);
        parser.parse(std::string(text));
    } catch (const NotOurs& refused) {
        return tl::unexpected(refused.why);
    } catch (const Poco::Exception&) {
        return tl::unexpected(std::string("the text is not JSON, or nested over 64 levels"));
    }
    return root;
}

} // namespace relay::api
