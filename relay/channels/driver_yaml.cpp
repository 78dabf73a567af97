#include "relay/channels/driver_yaml.h"
#include <Poco/NumberParser.h>
#include <algorithm>

namespace relay::channels {

void DriverYaml::complain(const YAML::Mark& mark, std::string problem)
{
    std::string where = file_;
    if (!mark.is_null())
        where += ":" + std::to_string(mark.line + 1) + ":" + std::to_string(mark.column + 1);
    errors_.push_back({std::move(where), std::move(problem)});
}

/// `known` empty: any key. A key given twice is complained about, since the parser takes the last.
bool DriverYaml::is_map(const YAML::Node& node, const std::string& what,
                        const std::vector<std::string>& known)
{
    if (!node.IsMap())
        return complain(node.Mark(), what + " must be a map of keys and values"), false;
    std::vector<std::string> seen;
    for (const auto& entry : node) {
        const auto key = entry.first.IsScalar() ? entry.first.Scalar() : std::string();
        if (std::find(seen.begin(), seen.end(), key) != seen.end())
            complain(entry.first.Mark(), "the key '" + key + "' is here twice");
        seen.push_back(key);
        if (known.empty() || std::find(known.begin(), known.end(), key) != known.end())
            continue;
        std::string list;
        for (const auto& name : known)
            list += (list.empty() ? "" : ", ") + name;
        complain(entry.first.Mark(),
                 "unknown key '" + key + "' in " + what + "; known here: " + list);
    }
    return true;
}

std::string DriverYaml::text(const YAML::Node& node, const std::string& what)
{
    if (node.IsScalar())
        return node.Scalar();
    return complain(node.Mark(), what + " must be a text"), std::string();
}

std::vector<std::string> DriverYaml::texts(const YAML::Node& node, const std::string& what)
{
    std::vector<std::string> list;
    if (node.IsScalar())
        return {node.Scalar()};
    if (!node.IsSequence() || node.size() == 0)
        return complain(node.Mark(), what + " must be a list such as [a, b]"), list;
    for (const auto& item : node)
        list.push_back(text(item, what));
    return list;
}

Template DriverYaml::pieces(const YAML::Node& node, const std::string& what)
{
    auto parsed = parse_template(text(node, what));
    if (!parsed)
        return complain(node.Mark(), what + ": " + parsed.error()), Template();
    for (const auto& piece : *parsed)
        if (piece.slot == Slot::Param)
            params_named_.push_back(piece.text);
    return std::move(*parsed);
}

std::string DriverYaml::pointer(const YAML::Node& node, const std::string& what)
{
    auto path = text(node, what);
    if (!path.starts_with('/'))
        complain(node.Mark(), what + " must be a JSON pointer such as /messages/0/id");
    return path;
}

std::optional<int> DriverYaml::status(const YAML::Node& node)
{
    int number = 0;
    const auto given = text(node, "an HTTP status");
    if (Poco::NumberParser::tryParse(given, number) && number >= 100 && number <= 599)
        return number;
    return complain(node.Mark(), "'" + given + "' is no HTTP status"), std::nullopt;
}

std::optional<ErrorClass> DriverYaml::kind(const YAML::Node& node)
{
    const auto given = text(node, "an error class");
    const auto found = store::from_word<ErrorClass>(given);
    if (found)
        return found;
    std::string known;
    for (const auto& [value, word] : store::Words<ErrorClass>::table)
        known += (known.empty() ? "" : ", ") + std::string(word);
    return complain(node.Mark(), "'" + given + "' is no error class; known: " + known),
           std::nullopt;
}

} // namespace relay::channels
