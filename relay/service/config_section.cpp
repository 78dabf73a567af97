#include "relay/service/config_section.h"
#include "relay/service/config_value.h"
#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace relay::service {

namespace {

std::string_view kind_word(YamlNode::Kind kind)
{
    switch (kind) {
    case YamlNode::Kind::Null:
        return "nothing";
    case YamlNode::Kind::Scalar:
        return "a single value";
    case YamlNode::Kind::List:
        return "a list";
    case YamlNode::Kind::Map:
        return "a section";
    }
    std::abort(); // a value that is no enumerator: damaged memory
}

std::string in_quotes(std::string_view text)
{
    return "'" + std::string(text) + "'";
}

std::string joined(const std::vector<std::string>& words)
{
    std::string all;
    for (const auto& word : words)
        all += (all.empty() ? "" : ", ") + word;
    return all;
}

bool is_mail_address(std::string_view text)
{
    const auto at = text.rfind('@');
    return at != std::string_view::npos && at > 0 && text.size() <= 254 &&
           text.find_first_of(" \t\r\n<>\",;") == std::string_view::npos &&
           is_host_name(text.substr(at + 1));
}

bool is_web_address(std::string_view text)
{
    const bool scheme = text.starts_with("http://") || text.starts_with("https://");
    return scheme && text.size() > text.find("//") + 2 &&
           text.find_first_of(" \t\r\n\"<>") == std::string_view::npos;
}

} // namespace

void ConfigReading::wrong(YamlPlace place, std::string message, std::string suggestion)
{
    errors.push_back({file, place.line, place.column, std::move(message), std::move(suggestion)});
}

Section::Section(ConfigReading& reading, const YamlNode* map, std::string path)
    : reading_(reading), map_(map), path_(std::move(path))
{
    if (map_ == nullptr)
        return;
    if (map_->kind != YamlNode::Kind::Map) {
        if (map_->kind != YamlNode::Kind::Null)
            reading_.wrong(map_->place,
                           in_quotes(path_) + " must be a section, not " +
                               std::string(kind_word(map_->kind)),
                           "put its keys on the lines below, each indented by two blanks");
        map_ = nullptr;
    }
}

std::string Section::full(std::string_view key) const
{
    return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
}

void Section::note(std::string_view key)
{
    known_keys_.emplace_back(key);
}

bool Section::has(std::string_view key) const
{
    return map_ != nullptr && map_->find(key) != nullptr;
}

YamlPlace Section::place(std::string_view key) const
{
    if (map_ == nullptr)
        return {};
    const YamlNode* node = map_->find(key);
    return node == nullptr ? map_->place : node->place;
}

void Section::wrong(std::string_view key, std::string message, std::string suggestion)
{
    reading_.wrong(place(key), full(key) + ": " + std::move(message), std::move(suggestion));
}

const YamlNode* Section::known(std::string_view key)
{
    note(key);
    reading_.keys.push_back(full(key));
    return map_ == nullptr ? nullptr : map_->find(key);
}

const YamlNode* Section::scalar(std::string_view key)
{
    const YamlNode* node = known(key);
    if (node == nullptr)
        return nullptr;
    if (node->kind == YamlNode::Kind::Scalar)
        return node;
    wrong(key, "must be a single value, not " + std::string(kind_word(node->kind)),
          "write '" + std::string(key) + ": value', or remove the line to get the default");
    return nullptr;
}

void Section::section(std::string_view key, const Describe& describe)
{
    note(key);
    const YamlNode* node = map_ == nullptr ? nullptr : map_->find(key);
    Section inside(reading_, node, full(key));
    describe(inside);
    inside.report_unknown_keys();
}

void Section::items(std::string_view key, const Describe& describe)
{
    const YamlNode* node = known(key);
    if (node == nullptr || node->kind == YamlNode::Kind::Null)
        return;
    if (node->kind != YamlNode::Kind::List)
        return wrong(key, "must be a list, not " + std::string(kind_word(node->kind)),
                     "begin each entry with '- '");
    for (const YamlNode& item : node->items) {
        if (item.kind != YamlNode::Kind::Map) {
            reading_.wrong(item.place,
                           full(key) + ": an entry must be a section, not " +
                               std::string(kind_word(item.kind)),
                           "write '- key: value'");
            continue;
        }
        Section inside(reading_, &item, full(key));
        describe(inside);
        inside.report_unknown_keys();
    }
}

void Section::placed_list(std::string_view key, std::vector<PlacedText>& target)
{
    std::vector<std::string> texts;
    const auto errors = reading_.errors.size();
    list(
        key, texts, [](std::string_view text) { return !text.empty(); }, "a name");
    if (!has(key) || reading_.errors.size() != errors)
        return;
    const YamlNode* node = map_->find(key);
    if (node->kind == YamlNode::Kind::Scalar)
        target.push_back({node->text, node->place});
    for (const YamlNode& item : node->items)
        target.push_back({item.text, item.place});
}

void Section::text(std::string_view key, std::string& target)
{
    if (const YamlNode* node = scalar(key); node != nullptr)
        target = node->text;
}

void Section::host_name(std::string_view key, std::string& target)
{
    const YamlNode* node = scalar(key);
    if (node == nullptr)
        return;
    if (!is_host_name(node->text))
        return wrong(key, in_quotes(node->text) + " is not a host name or address",
                     "use letters, digits, '-' and '.', such as relay.example.org");
    target = node->text;
}

void Section::mail_address(std::string_view key, std::string& target)
{
    const YamlNode* node = scalar(key);
    if (node == nullptr)
        return;
    if (!is_mail_address(node->text))
        return wrong(key, in_quotes(node->text) + " is not a mail address",
                     "write only the address, such as paging@hospital.example");
    target = node->text;
}

void Section::web_address(std::string_view key, std::string& target)
{
    const YamlNode* node = scalar(key);
    if (node == nullptr)
        return;
    if (!is_web_address(node->text))
        return wrong(key, in_quotes(node->text) + " is not a web address",
                     "begin with http:// or https://");
    target = node->text;
    while (target.ends_with('/'))
        target.pop_back();
}

void Section::number(std::string_view key, int& target, int least, int most)
{
    const YamlNode* node = scalar(key);
    if (node == nullptr)
        return;
    const std::string& text = node->text;
    int value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = problem == std::errc{} && end == text.data() + text.size();
    if (!whole || value < least || value > most)
        return wrong(key, in_quotes(text) + " is not a whole number that fits here",
                     "give one from " + std::to_string(least) + " to " + std::to_string(most));
    target = value;
}

void Section::yes_no(std::string_view key, bool& target)
{
    constexpr std::array words{std::pair{true, std::string_view("true")},
                               std::pair{false, std::string_view("false")}};
    word(key, target, words);
}

void Section::duration(std::string_view key, store::Millis& target, store::Millis least,
                       store::Millis most)
{
    const YamlNode* node = scalar(key);
    if (node == nullptr)
        return;
    const auto value = parse_duration(node->text);
    if (!value)
        return wrong(key, in_quotes(node->text) + " is not a duration",
                     "write a number with its unit, ms, s, m, h or d, such as " +
                         duration_text(target));
    if (*value < least || *value > most)
        return wrong(key, in_quotes(node->text) + " is out of range",
                     "give " + duration_text(least) + " to " + duration_text(most));
    target = *value;
}

void Section::duration_or_never(std::string_view key, std::optional<store::Millis>& target,
                                store::Millis least, store::Millis most)
{
    const YamlNode* node = map_ == nullptr ? nullptr : map_->find(key);
    if (node != nullptr && node->text == "never") {
        known(key);
        target.reset();
        return;
    }
    store::Millis span = target.value_or(least);
    duration(key, span, least, most);
    if (node != nullptr)
        target = span;
}

void Section::size(std::string_view key, std::size_t& target, std::size_t least, std::size_t most)
{
    const YamlNode* node = scalar(key);
    if (node == nullptr)
        return;
    const auto value = parse_size(node->text);
    if (!value)
        return wrong(key, in_quotes(node->text) + " is not a size",
                     "write a number with its unit, B, KiB, MiB or GiB, such as " +
                         size_text(target));
    if (*value < least || *value > most)
        return wrong(key, in_quotes(node->text) + " is out of range",
                     "give " + size_text(least) + " to " + size_text(most));
    target = *value;
}

void Section::list(std::string_view key, std::vector<std::string>& target,
                   const std::function<bool(std::string_view)>& is_good, std::string_view expected)
{
    const YamlNode* node = known(key);
    if (node == nullptr)
        return;
    if (node->kind == YamlNode::Kind::Map)
        return wrong(key, "must be a list, not a section", "write [one, two]");
    target.clear();
    std::vector<YamlNode> values = node->items;
    if (node->kind == YamlNode::Kind::Scalar)
        values.push_back(*node);
    for (const YamlNode& value : values) {
        if (value.kind == YamlNode::Kind::Scalar && is_good(value.text))
            target.push_back(value.text);
        else
            reading_.wrong(value.place,
                           full(key) + ": " + in_quotes(value.text) + " is not " +
                               std::string(expected),
                           "correct it or take it out of the list");
    }
}

void Section::endpoints(std::string_view key, std::vector<Endpoint>& target)
{
    std::vector<std::string> texts;
    const auto is_good = [](std::string_view text) { return parse_endpoint(text).has_value(); };
    const auto errors = reading_.errors.size();
    list(key, texts, is_good,
         "an address to listen on, such as 127.0.0.1:8080, [::]:8080 or systemd:NAME");
    if (!has(key) || reading_.errors.size() != errors)
        return;
    target.clear();
    for (const auto& text : texts)
        target.push_back(*parse_endpoint(text));
}

void Section::texts(std::string_view key,
                    const std::function<void(const YamlEntry&, std::string)>& take)
{
    note(key);
    reading_.keys.push_back(full(key) + ".*");
    const YamlNode* node = map_ == nullptr ? nullptr : map_->find(key);
    if (node == nullptr || node->kind == YamlNode::Kind::Null)
        return;
    if (node->kind != YamlNode::Kind::Map)
        return wrong(key, "must be a section, not " + std::string(kind_word(node->kind)),
                     "put 'name: value' on the lines below, or write {}");
    for (const YamlEntry& entry : node->entries) {
        if (entry.value.kind == YamlNode::Kind::Scalar || entry.value.kind == YamlNode::Kind::Null)
            take(entry, entry.value.text);
        else
            reading_.wrong(entry.value.place, full(key) + "." + entry.key + ": must be one value",
                           "write '" + entry.key + ": value'");
    }
}

std::filesystem::path Section::resolved(const std::string& text) const
{
    constexpr std::string_view credential = "credential:";
    if (!text.starts_with(credential))
        return (reading_.folder / text).lexically_normal();
    const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
    const std::filesystem::path base = folder == nullptr ? "/run/credentials/none" : folder;
    return (base / text.substr(credential.size())).lexically_normal();
}

void Section::path(std::string_view key, std::filesystem::path& target)
{
    const YamlNode* node = scalar(key);
    if (node != nullptr)
        target = resolved(node->text);
    else if (!target.empty())
        target = resolved(target.string());
}

void Section::require(std::string_view key)
{
    if (map_ != nullptr && !has(key))
        wrong(key, "must be given here", "add '" + std::string(key) + ": value'");
}

void Section::not_one_of(const YamlNode& node, std::string_view key,
                         const std::vector<std::string>& known_words)
{
    const auto near = nearest(node.text, known_words);
    wrong(key, in_quotes(node.text) + " is not a word that fits here",
          near.empty() ? "choose one of " + joined(known_words)
                       : "did you mean " + in_quotes(near) + "?");
}

void Section::report_unknown_keys()
{
    if (map_ == nullptr)
        return;
    for (const YamlEntry& entry : map_->entries) {
        if (std::find(known_keys_.begin(), known_keys_.end(), entry.key) != known_keys_.end())
            continue;
        const auto near = nearest(entry.key, known_keys_);
        reading_.wrong(entry.place,
                       "unknown key " + in_quotes(entry.key) +
                           (path_.empty() ? std::string() : " in " + in_quotes(path_)),
                       near.empty() ? "known here: " + joined(known_keys_)
                                    : "did you mean " + in_quotes(near) + "?");
    }
}

} // namespace relay::service
