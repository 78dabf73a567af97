#include "relay/api/fields.h"
#include "relay/api/times.h"
#include "relay/api/utf8.h"
#include <algorithm>
#include <numeric>

namespace relay::api {
namespace {

std::string trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

bool has_control(std::string_view text)
{
    return std::ranges::any_of(
        text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7f'; });
}

std::size_t characters(std::string_view text)
{
    std::size_t count = 0;
    for (; !text.empty(); ++count)
        text.remove_prefix(std::max<std::size_t>(utf8_length(text), 1));
    return count;
}

/// Levenshtein's distance.
std::size_t distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), 0);
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0]++;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const auto changed = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({changed, row[j] + 1, row[j + 1] + 1});
        }
    }
    return row.back();
}

std::string escaped(std::string_view name)
{
    std::string token; // RFC 6901 3
    for (const char c : name)
        token += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    return token;
}

} // namespace

std::string_view nearest(std::string_view word, const std::vector<std::string>& candidates)
{
    constexpr std::size_t longest = 64; // what is longer is no slip of the finger
    std::string_view best;
    auto least = word.size() > longest ? 0 : std::max<std::size_t>(word.size() / 3, 1) + 1;
    for (const auto& candidate : candidates) {
        const auto apart = least == 0 ? 0 : distance(word, candidate);
        if (apart < least) {
            best = candidate;
            least = apart;
        }
    }
    return best;
}

Fields::Fields(const Json& json, std::string pointer, std::vector<FieldError>& errors)
    : object_(std::get_if<Json::Object>(&json.value)), pointer_(std::move(pointer)), errors_(errors)
{
    if (object_ == nullptr)
        errors_.push_back({pointer_, "must be an object"});
}

bool Fields::has(std::string_view name)
{
    asked_.emplace_back(name);
    return object_ != nullptr &&
           std::ranges::any_of(*object_, [&](const auto& member) { return member.name == name; });
}

const Json* Fields::find(std::string_view name)
{
    if (!has(name))
        return nullptr;
    const auto found = std::ranges::find(*object_, name, &JsonMember::name);
    return found->value.is_null() ? nullptr : &found->value;
}

template <class T>
const T* Fields::as(std::string_view name, std::string_view what)
{
    const auto* json = find(name);
    if (json == nullptr)
        return nullptr;
    const auto* value = std::get_if<T>(&json->value);
    if (value == nullptr)
        wrong(name, "must be " + std::string(what));
    return value;
}

void Fields::line(std::string_view name, std::string& target, Length length)
{
    std::string read;
    if (const auto* text = as<std::string>(name, "a text"))
        read = trimmed(*text);
    else if (!is_reset(name))
        return;
    const auto count = characters(read);
    if (count < length.least)
        return wrong(name, length.least == 1 ? "must not be empty" : "is too short");
    if (count > length.most)
        return wrong(name, "is longer than " + std::to_string(length.most) + " characters");
    if (has_control(read))
        return wrong(name, "has a line end or another control character");
    target = std::move(read);
}

void Fields::text(std::string_view name, std::string& target)
{
    if (const auto* text = as<std::string>(name, "a text"))
        target = *text;
    else if (is_reset(name))
        target.clear();
}

void Fields::flag(std::string_view name, bool& target, bool by_default)
{
    if (const auto* yes = as<bool>(name, "true or false"))
        target = *yes;
    else if (is_reset(name))
        target = by_default;
}

void Fields::number(std::string_view name, std::int64_t& target, std::int64_t least,
                    std::int64_t most)
{
    const auto* number = as<std::int64_t>(name, "a whole number");
    if (number == nullptr)
        return;
    if (*number < least || *number > most)
        return wrong(name, "must be " + std::to_string(least) + " to " + std::to_string(most));
    target = *number;
}

void Fields::span(std::string_view name, store::Millis& target, store::Millis by_default,
                  store::Millis least, store::Millis most)
{
    auto count = is_reset(name) ? by_default.count() : target.count();
    number(name, count, least.count(), most.count());
    target = store::Millis{count};
}

void Fields::time(std::string_view name, std::optional<store::Instant>& target)
{
    const auto* text = as<std::string>(name, "a time");
    if (text == nullptr)
        return;
    target = parse_time(*text);
    if (!target)
        wrong(name, "must be a time of RFC 3339, as 2026-11-24T12:00:00Z");
}

bool Fields::list(std::string_view name, std::size_t most,
                  const std::function<void(const Json&, const std::string& pointer)>& each)
{
    const auto* array = as<Json::Array>(name, "an array");
    if (array == nullptr)
        return false;
    if (array->size() > most) {
        wrong(name, "has over " + std::to_string(most) + " items");
        return true;
    }
    for (std::size_t i = 0; i < array->size(); ++i)
        each((*array)[i], pointer(name) + "/" + std::to_string(i));
    return true;
}

void Fields::wrong(std::string_view name, std::string detail)
{
    errors_.push_back({pointer(name), std::move(detail)});
}

std::string Fields::pointer(std::string_view name) const
{
    return pointer_ + "/" + escaped(name);
}

void Fields::finish()
{
    if (object_ == nullptr)
        return;
    for (const auto& member : *object_) {
        if (std::ranges::find(asked_, member.name) != asked_.end())
            continue;
        const auto meant = nearest(member.name, asked_);
        wrong(member.name, meant.empty()
                               ? "is not known here"
                               : "is not known here; did you mean " + std::string(meant) + "?");
    }
}

} // namespace relay::api
