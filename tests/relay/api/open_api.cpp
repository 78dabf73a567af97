#include "open_api.h"
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace tests {
namespace {

struct Line {
    std::size_t indent = 0;
    std::string text;
};

std::string unquoted(std::string text)
{
    const bool is_quoted = text.size() >= 2 && (text.front() == '"' || text.front() == '\'') &&
                           text.front() == text.back();
    return is_quoted ? text.substr(1, text.size() - 2) : text;
}

Yaml scalar(const std::string& text)
{
    Yaml yaml;
    if (!text.starts_with('[')) {
        yaml.text = unquoted(text);
        return yaml;
    }
    std::istringstream parts(text.substr(1, text.size() - 2));
    for (std::string part; std::getline(parts, part, ',');)
        yaml.items.push_back(scalar(part.substr(part.find_first_not_of(' '))));
    return yaml;
}

class Reader {
public:
    explicit Reader(const std::string& text)
    {
        std::istringstream stream(text);
        for (std::string line; std::getline(stream, line);) {
            const auto indent = line.find_first_not_of(' ');
            if (indent != std::string::npos)
                lines_.push_back({indent, line.substr(indent)});
        }
    }

    Yaml block(std::size_t indent)
    {
        Yaml yaml;
        while (at_ < lines_.size() && lines_[at_].indent == indent) {
            if (lines_[at_].text.starts_with("- "))
                yaml.items.push_back(item(indent));
            else
                member(yaml, indent);
        }
        if (at_ < lines_.size() && lines_[at_].indent > indent)
            throw std::runtime_error("unexpected indent: " + lines_[at_].text);
        return yaml;
    }

private:
    Yaml item(std::size_t indent)
    {
        auto& line = lines_[at_];
        line.text.erase(0, 2);
        line.indent = indent + 2;
        if (line.text.find(": ") != std::string::npos || line.text.ends_with(':'))
            return block(indent + 2);
        return scalar(lines_[at_++].text);
    }

    void member(Yaml& yaml, std::size_t indent)
    {
        const auto& text = lines_[at_].text;
        const auto colon = text.ends_with(':') ? text.size() - 1 : text.find(": ");
        if (colon == std::string::npos)
            throw std::runtime_error("no member: " + text);
        const auto name = unquoted(text.substr(0, colon));
        const auto rest = colon + 2 < text.size() ? text.substr(colon + 2) : std::string();
        ++at_;
        if (!yaml.members.emplace(name, value(rest, indent)).second)
            throw std::runtime_error("stands there twice: " + name);
    }

    Yaml value(const std::string& rest, std::size_t indent)
    {
        Yaml yaml;
        if (rest == "|") {
            for (; at_ < lines_.size() && lines_[at_].indent > indent; ++at_)
                yaml.text += lines_[at_].text + "\n";
            return yaml;
        }
        if (!rest.empty())
            return scalar(rest);
        const bool has_more = at_ < lines_.size() && lines_[at_].indent > indent;
        return has_more ? block(lines_[at_].indent) : yaml;
    }

    std::vector<Line> lines_;
    std::size_t at_ = 0;
};

} // namespace

Yaml read_yaml(const std::string& text)
{
    return Reader(text).block(0);
}

OpenApi::OpenApi()
{
    std::ifstream file(BELFRY_SOURCE_DIR "/docs/api.yaml");
    root_ = read_yaml({std::istreambuf_iterator<char>(file), {}});
}

const Yaml& OpenApi::followed(const Yaml& node) const
{
    if (!node.has("$ref"))
        return node;
    const Yaml* found = &root_;
    std::istringstream parts(node["$ref"].text.substr(2));
    for (std::string part; std::getline(parts, part, '/');)
        found = &(*found)[part];
    return *found;
}

std::string OpenApi::schema_name(const Yaml& node)
{
    const std::string place = "#/components/schemas/";
    if (!node.has("$ref") || !node["$ref"].text.starts_with(place))
        return {};
    return node["$ref"].text.substr(place.size());
}

} // namespace tests
