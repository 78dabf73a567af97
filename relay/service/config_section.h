#pragma once
#include "relay/service/config.h"
#include "relay/service/yaml_tree.h"
#include <array>
#include <functional>
#include <utility>

/// How config.cpp walks along the keys: each is named once, with its target, unit and range, and
/// from that come reading, "unknown key", "did you mean" and the list of keys.
namespace relay::service {

/// What one reading gathers.
struct ConfigReading {
    std::string file;             ///< as named in errors
    std::filesystem::path folder; ///< relative paths start here
    bool listing = false;         ///< no file: only which keys there are
    std::vector<ConfigError> errors;
    std::vector<std::string> keys;

    void wrong(YamlPlace place, std::string message, std::string suggestion);
};

/// A value and where it stands.
struct PlacedText {
    std::string text;
    YamlPlace place;
};

/// One map of the file, or its absence: then every target keeps its default.
///
/// Used inside the function that describes it; unknown keys are reported when that returns.
class Section {
public:
    Section(ConfigReading& reading, const YamlNode* map, std::string path);

    using Describe = std::function<void(Section&)>;

    void section(std::string_view key, const Describe& describe);
    /// A list of maps, each described in turn.
    void items(std::string_view key, const Describe& describe);

    /// Engaged when the key is there, whatever it holds.
    template <class T>
    void optional_section(std::string_view key, std::optional<T>& target,
                          const std::function<void(Section&, T&)>& describe)
    {
        if (!has(key) && !reading_.listing)
            return note(key);
        target.emplace();
        section(key, [&](Section& inside) { describe(inside, *target); });
    }

    void text(std::string_view key, std::string& target);
    void host_name(std::string_view key, std::string& target);
    void mail_address(std::string_view key, std::string& target);
    void web_address(std::string_view key, std::string& target);
    void number(std::string_view key, int& target, int least, int most);
    void yes_no(std::string_view key, bool& target);
    void duration(std::string_view key, store::Millis& target, store::Millis least,
                  store::Millis most);
    /// Also "never": empty.
    void duration_or_never(std::string_view key, std::optional<store::Millis>& target,
                           store::Millis least, store::Millis most);
    void size(std::string_view key, std::size_t& target, std::size_t least, std::size_t most);

    /// A list of values or a single one. `expected` says what a value must be.
    void list(std::string_view key, std::vector<std::string>& target,
              const std::function<bool(std::string_view)>& is_good, std::string_view expected);
    /// The same with the place of each value.
    void placed_list(std::string_view key, std::vector<PlacedText>& target);
    void endpoints(std::string_view key, std::vector<Endpoint>& target);

    template <class E, std::size_t N>
    void word(std::string_view key, E& target,
              const std::array<std::pair<E, std::string_view>, N>& words)
    {
        const YamlNode* node = scalar(key);
        if (node == nullptr)
            return;
        std::vector<std::string> known;
        for (const auto& [value, name] : words) {
            if (node->text == name) {
                target = value;
                return;
            }
            known.emplace_back(name);
        }
        not_one_of(*node, key, known);
    }

    /// Keys chosen by the operator, each with a text.
    void texts(std::string_view key,
               const std::function<void(const YamlEntry& entry, std::string value)>& take);

    /// A path relative to the folder of the file; also "credential:NAME".
    void path(std::string_view key, std::filesystem::path& target);
    std::filesystem::path resolved(const std::string& text) const;

    /// The value must be there.
    void require(std::string_view key);

    bool has(std::string_view key) const;
    /// Where the value of the key stands, or else the map itself.
    YamlPlace place(std::string_view key) const;
    YamlPlace place() const { return map_ == nullptr ? YamlPlace{} : map_->place; }
    void wrong(std::string_view key, std::string message, std::string suggestion);
    ConfigReading& reading() { return reading_; }

    void report_unknown_keys();

private:
    const YamlNode* known(std::string_view key);
    const YamlNode* scalar(std::string_view key);
    void note(std::string_view key);
    std::string full(std::string_view key) const;
    void not_one_of(const YamlNode& node, std::string_view key,
                    const std::vector<std::string>& known_words);

    ConfigReading& reading_;
    const YamlNode* map_; ///< null: not there
    std::string path_;
    std::vector<std::string> known_keys_;
};

} // namespace relay::service
