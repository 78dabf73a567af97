#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tests {

/// A YAML text as a tree, for docs/api.yaml: block maps and lists, "[a, b]", quoted texts and "|".
struct Yaml {
    std::string text;
    std::vector<Yaml> items;
    std::map<std::string, Yaml> members;

    /// Throws where there is none.
    const Yaml& operator[](const std::string& name) const { return members.at(name); }
    bool has(const std::string& name) const { return members.contains(name); }
};

/// Throws std::runtime_error at what it does not know.
Yaml read_yaml(const std::string& text);

/// docs/api.yaml, with references followed.
class OpenApi {
public:
    OpenApi();

    const Yaml& root() const { return root_; }
    /// The node itself, or what its "$ref" names.
    const Yaml& followed(const Yaml& node) const;
    /// Name of the schema that a "$ref" names; empty: none.
    static std::string schema_name(const Yaml& node);

private:
    Yaml root_;
};

} // namespace tests
