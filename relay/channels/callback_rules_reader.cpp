#include "relay/channels/callback_rules_reader.h"
#include <charconv>

namespace relay::channels {
namespace {

class CallbackRulesReader {
public:
    explicit CallbackRulesReader(DriverYaml& yaml) : yaml_(yaml) {}

    CallbackRules read(const YAML::Node& node)
    {
        CallbackRules rules;
        if (!yaml_.is_map(node, "callbacks", {"signature", "receipt", "text", "call", "answer"}))
            return rules;
        if (node["signature"])
            rules.signature = signature(node["signature"]);
        if (node["receipt"])
            rules.receipt = receipt(node["receipt"]);
        if (node["text"])
            rules.text = text(node["text"]);
        if (node["call"])
            rules.call = call(node["call"]);
        if (!rules.receipt && !rules.text && !rules.call)
            yaml_.complain(node.Mark(), "callbacks need receipt, text or call");
        if (node["answer"] && yaml_.is_map(node["answer"], "answer", {"type", "body"})) {
            rules.answer_type = optional(node["answer"], "type");
            rules.answer_body = optional(node["answer"], "body");
        }
        return rules;
    }

private:
    std::string optional(const YAML::Node& node, const char* key)
    {
        return node[key] ? yaml_.text(node[key], key) : std::string();
    }

    void require(const YAML::Node& node, const std::string& what,
                 const std::vector<std::string>& keys)
    {
        for (const auto& key : keys) {
            if (!node[key])
                yaml_.complain(node.Mark(), what + " lacks " + key);
        }
    }

    SignatureRules signature(const YAML::Node& node)
    {
        SignatureRules rules;
        if (!yaml_.is_map(node, "signature", {"scheme", "secret", "header", "timestamp_header"}))
            return rules;
        rules.secret = optional(node, "secret");
        rules.header = optional(node, "header");
        rules.timestamp_header = optional(node, "timestamp_header");
        const auto word = optional(node, "scheme");
        const auto scheme = store::from_word<SignatureScheme>(word);
        if (!scheme || *scheme == SignatureScheme::None) {
            yaml_.complain(node.Mark(),
                           "'" + word + "' is no scheme; known: twilio, hmac, " + "ed25519, jwt");
            return rules;
        }
        rules.scheme = *scheme;
        require(node, "signature", {"secret"});
        if (rules.scheme == SignatureScheme::Hmac)
            require(node, "signature", {"header"});
        if (rules.scheme == SignatureScheme::Ed25519)
            require(node, "signature", {"header", "timestamp_header"});
        return rules;
    }

    CallbackField field(const YAML::Node& node)
    {
        using Place = CallbackField::Place;
        const auto word = yaml_.text(node, "the place of a value");
        const auto colon = word.find(':');
        const auto name = colon == std::string::npos ? std::string() : word.substr(colon + 1);
        for (const auto& [prefix, place] :
             {std::pair{"query", Place::Query}, std::pair{"form", Place::Form},
              std::pair{"json", Place::Json}}) {
            if (word.substr(0, colon) == prefix && !name.empty() &&
                (place != Place::Json || name.starts_with('/')))
                return {place, name};
        }
        yaml_.complain(node.Mark(), "'" + word + "' is no place; write query:NAME, form:NAME or " +
                                        "json:/POINTER");
        return {};
    }

    CallbackField field(const YAML::Node& node, const char* key)
    {
        return node[key] ? field(node[key]) : CallbackField();
    }

    OnlyWhen only(const YAML::Node& node)
    {
        OnlyWhen conditions;
        if (!node["only"] || !yaml_.is_map(node["only"], "only", {}))
            return conditions;
        for (const auto& entry : node["only"])
            conditions.emplace_back(field(entry.first), yaml_.texts(entry.second, "only"));
        return conditions;
    }

    ReceiptRules receipt(const YAML::Node& node)
    {
        ReceiptRules rules;
        if (!yaml_.is_map(node, "receipt",
                          {"only", "delivery", "reference", "state", "code", "states"}))
            return rules;
        require(node, "receipt", {"state", "states"});
        if (!node["delivery"] && !node["reference"])
            yaml_.complain(node.Mark(), "receipt lacks delivery or reference: whose is it?");
        rules.only = only(node);
        rules.delivery = field(node, "delivery");
        rules.reference = field(node, "reference");
        rules.state = field(node, "state");
        rules.code = field(node, "code");
        if (node["states"] && yaml_.is_map(node["states"], "states", {})) {
            for (const auto& entry : node["states"])
                add_state(entry.first, entry.second, rules);
        }
        return rules;
    }

    void add_state(const YAML::Node& name, const YAML::Node& node, ReceiptRules& rules)
    {
        const auto word = yaml_.text(node, "a state");
        const auto fate = store::from_word<store::Fate>(word);
        if (fate)
            rules.states[yaml_.text(name, "a state")] = *fate;
        else
            yaml_.complain(node.Mark(), "'" + word + "' must be underway, arrived or lost");
    }

    TextRules text(const YAML::Node& node)
    {
        TextRules rules;
        if (!yaml_.is_map(node, "text", {"only", "id", "from", "to", "text"}))
            return rules;
        require(node, "text", {"from", "text"});
        rules.only = only(node);
        rules.id = field(node, "id");
        rules.from = field(node, "from");
        rules.to = field(node, "to");
        rules.text = field(node, "text");
        return rules;
    }

    HostedCallRules call(const YAML::Node& node)
    {
        HostedCallRules rules;
        if (!yaml_.is_map(
                node, "call",
                {"call", "keys", "state", "code", "machine", "talking", "ended", "machines"}))
            return rules;
        require(node, "call", {"call", "keys", "state", "talking", "ended"});
        rules.call = field(node, "call");
        rules.keys = field(node, "keys");
        rules.state = field(node, "state");
        rules.code = field(node, "code");
        rules.machine = field(node, "machine");
        if (node["talking"])
            rules.talking = yaml_.texts(node["talking"], "talking");
        if (node["machines"])
            rules.machines = yaml_.texts(node["machines"], "machines");
        if (node["ended"] && yaml_.is_map(node["ended"], "ended", {})) {
            for (const auto& entry : node["ended"])
                add_end(entry.first, entry.second, rules);
        }
        return rules;
    }

    void add_end(const YAML::Node& name, const YAML::Node& node, HostedCallRules& rules)
    {
        const auto word = yaml_.text(node, "a SIP status");
        int code = 0;
        const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), code);
        const bool is_status = code == 0 || (code >= 400 && code <= 699);
        if (error != std::errc() || end != word.data() + word.size() || !is_status)
            yaml_.complain(node.Mark(), "'" + word + "' must be 0 or a SIP status, 400 to 699");
        rules.ended[yaml_.text(name, "a state")] = code;
    }

    DriverYaml& yaml_;
};

} // namespace

CallbackRules read_callback_rules(DriverYaml& yaml, const YAML::Node& node)
{
    return CallbackRulesReader(yaml).read(node);
}

} // namespace relay::channels
