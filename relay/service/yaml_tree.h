#pragma once
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

/// YAML as a tree of plain values that remembers where each stood.
///
/// Narrower than YAML on purpose: anchors, aliases and tags are refused, since a configuration
/// with them is not read the way it looks, and so is nesting over 32 levels. A key given twice is
/// an error of the tree, not of its reader.
namespace relay::service {

struct YamlPlace {
    int line = 0; ///< from 1
    int column = 0;
    bool operator==(const YamlPlace&) const = default;
};

struct YamlEntry;

struct YamlNode {
    enum class Kind { Null, Scalar, List, Map };

    Kind kind = Kind::Null;
    YamlPlace place;
    std::string text;               ///< Scalar
    std::vector<YamlNode> items;    ///< List
    std::vector<YamlEntry> entries; ///< Map, in the order of the file, no key twice

    /// Null: no such key, or not a map.
    const YamlNode* find(std::string_view key) const;
};

struct YamlEntry {
    std::string key;
    YamlPlace place; ///< of the key
    YamlNode value;
};

struct YamlError {
    YamlPlace place;
    std::string message;
    std::string suggestion;
    bool operator==(const YamlError&) const = default;
};

/// The one document in `text`; an empty text is Null. What is wrong: at most one syntax error,
/// else every key that is given twice.
tl::expected<YamlNode, std::vector<YamlError>> parse_yaml(std::string_view text);

} // namespace relay::service
