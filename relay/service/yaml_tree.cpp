#include "relay/service/yaml_tree.h"
#include <algorithm>
#include <optional>
#include <sstream>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

namespace relay::service {

namespace {

constexpr std::size_t max_depth = 32;

YamlPlace place_of(const YAML::Mark& mark)
{
    return {mark.line + 1, mark.column + 1};
}

bool is_null_word(const std::string& text)
{
    return text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL";
}

/// Thrown to leave yaml-cpp's parser; caught in parse_yaml.
struct Stop {
    YamlError error;
};

/// Builds the tree from the parser's events, which is where a second key of the same name can
/// still be seen.
class TreeBuilder : public YAML::EventHandler {
public:
    YamlNode root;
    std::vector<YamlError> duplicates;

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override
    {
        refuse_anchor(mark, anchor);
        take({YamlNode::Kind::Null, place_of(mark), {}, {}, {}});
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override
    {
        throw Stop{{place_of(mark), "an alias (*name) cannot be used here", "write the value out"}};
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override
    {
        refuse_anchor(mark, anchor);
        refuse_tag(mark, tag);
        // yaml-cpp gives "!" to quoted text and "?" to plain text: only the latter may be null.
        const bool null = tag != "!" && is_null_word(value);
        take({null ? YamlNode::Kind::Null : YamlNode::Kind::Scalar,
              place_of(mark),
              null ? std::string() : value,
              {},
              {}});
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override
    {
        open(mark, tag, anchor, YamlNode::Kind::List);
    }
    void OnSequenceEnd() override { close(); }

    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override
    {
        open(mark, tag, anchor, YamlNode::Kind::Map);
    }
    void OnMapEnd() override { close(); }

private:
    struct Open {
        YamlNode node;
        std::optional<YamlEntry> key; ///< read, its value is still to come
    };

    static void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor)
    {
        if (anchor != YAML::NullAnchor)
            throw Stop{{place_of(mark), "an anchor (&name) cannot be used here",
                        "write the value out where it is needed"}};
    }

    static void refuse_tag(const YAML::Mark& mark, const std::string& tag)
    {
        if (tag != "!" && tag != "?" && !tag.empty())
            throw Stop{{place_of(mark), "a tag (" + tag + ") cannot be used here", "remove it"}};
    }

    void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
              YamlNode::Kind kind)
    {
        refuse_anchor(mark, anchor);
        refuse_tag(mark, tag);
        if (open_.size() == max_depth)
            throw Stop{{place_of(mark), "nested too deeply", "no setting needs over 32 levels"}};
        open_.push_back({{kind, place_of(mark), {}, {}, {}}, std::nullopt});
    }

    void close()
    {
        YamlNode done = std::move(open_.back().node);
        open_.pop_back();
        take(std::move(done));
    }

    void take(YamlNode node)
    {
        if (open_.empty()) {
            root = std::move(node);
            return;
        }
        Open& parent = open_.back();
        if (parent.node.kind == YamlNode::Kind::List)
            parent.node.items.push_back(std::move(node));
        else if (parent.key)
            take_value(parent, std::move(node));
        else
            take_key(parent, std::move(node));
    }

    static void take_key(Open& parent, YamlNode node)
    {
        if (node.kind != YamlNode::Kind::Scalar)
            throw Stop{{node.place, "a key must be a word", "write 'key: value'"}};
        parent.key = YamlEntry{std::move(node.text), node.place, {}};
    }

    void take_value(Open& parent, YamlNode node)
    {
        YamlEntry entry = std::move(*parent.key);
        parent.key.reset();
        const auto same = [&](const YamlEntry& other) { return other.key == entry.key; };
        auto& entries = parent.node.entries;
        const auto first = std::find_if(entries.begin(), entries.end(), same);
        if (first != entries.end()) {
            duplicates.push_back({entry.place, "'" + entry.key + "' is given twice",
                                  "it is already in line " + std::to_string(first->place.line) +
                                      "; keep one of them"});
            return;
        }
        entry.value = std::move(node);
        entries.push_back(std::move(entry));
    }

    std::vector<Open> open_;
};

std::vector<YamlError> one(YamlError error)
{
    return {std::move(error)};
}

} // namespace

const YamlNode* YamlNode::find(std::string_view key) const
{
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [&](const YamlEntry& entry) { return entry.key == key; });
    return found == entries.end() ? nullptr : &found->value;
}

tl::expected<YamlNode, std::vector<YamlError>> parse_yaml(std::string_view text)
{
    std::istringstream stream{std::string(text)};
    TreeBuilder builder;
    try {
        YAML::Parser parser(stream);
        if (!parser.HandleNextDocument(builder))
            return YamlNode{};
        if (parser)
            return tl::unexpected(
                one({{}, "there is a second document ('---')", "keep everything in one document"}));
    } catch (const Stop& stop) {
        return tl::unexpected(one(stop.error));
    } catch (const YAML::Exception& wrong) {
        return tl::unexpected(one({place_of(wrong.mark), "not YAML: " + wrong.msg,
                                   "check the indentation and quotes here and one line above"}));
    }
    if (!builder.duplicates.empty())
        return tl::unexpected(std::move(builder.duplicates));
    return std::move(builder.root);
}

} // namespace relay::service
