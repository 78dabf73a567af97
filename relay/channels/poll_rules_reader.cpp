#include "relay/channels/poll_rules_reader.h"

namespace relay::channels {
namespace {

void require(DriverYaml& yaml, const YAML::Node& node, const std::string& what,
             const std::vector<const char*>& keys)
{
    for (const auto* key : keys) {
        if (!node[key])
            yaml.complain(node.Mark(), what + " lacks " + key);
    }
}

std::string pointer(DriverYaml& yaml, const YAML::Node& node, const char* key)
{
    return node[key] ? yaml.pointer(node[key], key) : std::string();
}

PollRules::Receipt receipt(DriverYaml& yaml, const YAML::Node& node)
{
    PollRules::Receipt rules;
    if (!yaml.is_map(node, "receipt", {"url", "state", "code", "states"}))
        return rules;
    require(yaml, node, "receipt", {"url", "state", "states"});
    if (node["url"])
        rules.url = yaml.pieces(node["url"], "url");
    rules.state = pointer(yaml, node, "state");
    rules.code = pointer(yaml, node, "code");
    if (!node["states"] || !yaml.is_map(node["states"], "states", {}))
        return rules;
    for (const auto& entry : node["states"]) {
        const auto word = yaml.text(entry.second, "a state");
        if (const auto fate = store::from_word<store::Fate>(word))
            rules.states[yaml.text(entry.first, "a state")] = *fate;
        else
            yaml.complain(entry.second.Mark(), "'" + word + "' must be underway, arrived or lost");
    }
    return rules;
}

PollRules::Texts texts(DriverYaml& yaml, const YAML::Node& node)
{
    PollRules::Texts rules;
    if (!yaml.is_map(node, "texts", {"url", "list", "next", "only", "id", "from", "to", "text"}))
        return rules;
    require(yaml, node, "texts", {"url", "list", "id", "from", "text"});
    if (node["url"])
        rules.url = yaml.pieces(node["url"], "url");
    rules.list = pointer(yaml, node, "list");
    rules.next = pointer(yaml, node, "next");
    rules.id = pointer(yaml, node, "id");
    rules.from = pointer(yaml, node, "from");
    rules.to = pointer(yaml, node, "to");
    rules.text = pointer(yaml, node, "text");
    if (node["only"] && yaml.is_map(node["only"], "only", {})) {
        for (const auto& entry : node["only"])
            rules.only.emplace_back(yaml.pointer(entry.first, "the key"),
                                    yaml.texts(entry.second, "only"));
    }
    return rules;
}

} // namespace

PollRules read_poll_rules(DriverYaml& yaml, const YAML::Node& node)
{
    PollRules rules;
    if (!yaml.is_map(node, "poll", {"receipt", "texts"}))
        return rules;
    if (node["receipt"])
        rules.receipt = receipt(yaml, node["receipt"]);
    if (node["texts"])
        rules.texts = texts(yaml, node["texts"]);
    if (!rules.receipt && !rules.texts)
        yaml.complain(node.Mark(), "poll needs receipt, texts or both");
    return rules;
}

} // namespace relay::channels
