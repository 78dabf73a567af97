#pragma once
#include "relay/api/json_reader.h"
#include "relay/api/problem.h"
#include "store/model/instant.h"
#include "store/model/words.h"
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relay::api {

/// The members of one object of a request's body, read by name into their targets.
///
/// What is wrong is gathered in `errors` with its JSON pointer; reading goes on, so that the sender
/// learns all of it at once. A member that is not there leaves its target as it is. null is for
/// JSON Merge Patch: it puts the target's default back.
class Fields {
public:
    /// `json` and `errors` outlive it. When `json` is no object, that is the error.
    Fields(const Json& json, std::string pointer, std::vector<FieldError>& errors);

    bool has(std::string_view name);
    /// Null: not there, or null.
    const Json* find(std::string_view name);

    /// Blanks around it are cut; `least` and `most` count characters; line ends and other control
    /// characters are refused.
    struct Length {
        std::size_t least = 0;
        std::size_t most = 255;
    };
    void line(std::string_view name, std::string& target, Length length);
    /// As it is, with line ends.
    void text(std::string_view name, std::string& target);
    void flag(std::string_view name, bool& target, bool by_default);
    void number(std::string_view name, std::int64_t& target, std::int64_t least, std::int64_t most);
    void span(std::string_view name, store::Millis& target, store::Millis by_default,
              store::Millis least, store::Millis most);
    void time(std::string_view name, std::optional<store::Instant>& target);

    /// A word of E; `allowed` are those that make sense here.
    template <class E>
    void word(std::string_view name, E& target, E by_default, std::initializer_list<E> allowed)
    {
        const auto* json = find(name);
        if (json == nullptr) {
            if (has(name))
                target = by_default;
            return;
        }
        const auto* text = std::get_if<std::string>(&json->value);
        std::string words;
        for (const auto candidate : allowed) {
            if (text != nullptr && *text == store::word(candidate)) {
                target = candidate;
                return;
            }
            words += (words.empty() ? "" : ", ") + std::string(store::word(candidate));
        }
        wrong(name, "must be one of: " + words);
    }

    /// Calls `each` with every item of the array and its pointer. Not called: not there. An absent
    /// or null array answers false.
    bool list(std::string_view name, std::size_t most,
              const std::function<void(const Json&, const std::string& pointer)>& each);

    void wrong(std::string_view name, std::string detail);
    std::string pointer(std::string_view name) const;

    /// To be called last: members that nobody asked for are errors, with what was probably meant.
    void finish();

private:
    template <class T>
    const T* as(std::string_view name, std::string_view what);
    bool is_reset(std::string_view name) { return has(name) && find(name) == nullptr; }

    const Json::Object* object_ = nullptr; ///< null: it is no object
    std::string pointer_;
    std::vector<FieldError>& errors_;
    std::vector<std::string> asked_;
};

/// The candidate that was probably meant; empty: none is near enough.
std::string_view nearest(std::string_view word, const std::vector<std::string>& candidates);

} // namespace relay::api
