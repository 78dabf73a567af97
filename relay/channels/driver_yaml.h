#pragma once
#include "relay/channels/gateway_driver.h"
#include "relay/channels/settings.h"
#include <optional>
#include <string>
#include <vector>
#include <yaml-cpp/yaml.h>

namespace relay::channels {

/// The values that driver files are made of. Gathers what is wrong with a file, with its places;
/// whoever asks gets a stand-in and goes on.
class DriverYaml {
public:
    explicit DriverYaml(std::string file) : file_(std::move(file)) {}

    std::vector<SettingsError>& errors() { return errors_; }
    /// The {param:NAME} met so far.
    const std::vector<std::string>& params_named() const { return params_named_; }

    void complain(const YAML::Mark& mark, std::string problem);
    /// `known` empty: any key. A key given twice is complained about, since the parser takes the
    /// last.
    bool is_map(const YAML::Node& node, const std::string& what,
                const std::vector<std::string>& known);
    std::string text(const YAML::Node& node, const std::string& what);
    std::vector<std::string> texts(const YAML::Node& node, const std::string& what);
    Template pieces(const YAML::Node& node, const std::string& what);
    std::string pointer(const YAML::Node& node, const std::string& what);
    std::optional<int> status(const YAML::Node& node);
    std::optional<ErrorClass> kind(const YAML::Node& node);

private:
    std::string file_;
    std::vector<SettingsError> errors_;
    std::vector<std::string> params_named_;
};

} // namespace relay::channels
