#include "relay/channels/gateway_driver.h"
#include <algorithm>
#include <array>

namespace relay::channels {

namespace {

constexpr std::array plain_slots{
    std::pair<std::string_view, Slot>{"base", Slot::Base},
    std::pair<std::string_view, Slot>{"to", Slot::To},
    std::pair<std::string_view, Slot>{"to.digits", Slot::ToDigits},
    std::pair<std::string_view, Slot>{"from", Slot::From},
    std::pair<std::string_view, Slot>{"text", Slot::Text},
    std::pair<std::string_view, Slot>{"delivery", Slot::Delivery},
    std::pair<std::string_view, Slot>{"attempt_id", Slot::AttemptId},
    std::pair<std::string_view, Slot>{"callback", Slot::Callback},
    std::pair<std::string_view, Slot>{"reference", Slot::Reference},
    std::pair<std::string_view, Slot>{"since", Slot::Since},
    std::pair<std::string_view, Slot>{"call", Slot::Call},
    std::pair<std::string_view, Slot>{"ring_s", Slot::RingS},
    std::pair<std::string_view, Slot>{"validity_s", Slot::ValidityS},
    std::pair<std::string_view, Slot>{"validity_min", Slot::ValidityMin},
    std::pair<std::string_view, Slot>{"validity_ms", Slot::ValidityMs}};

bool is_name(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-';
    });
}

std::optional<Piece> placeholder(std::string_view name)
{
    for (const auto& [word, slot] : plain_slots)
        if (name == word)
            return Piece{slot, {}};
    for (const auto& [prefix, slot] : {std::pair<std::string_view, Slot>{"secret:", Slot::Secret},
                                       std::pair<std::string_view, Slot>{"param:", Slot::Param}})
        if (name.starts_with(prefix) && is_name(name.substr(prefix.size())))
            return Piece{slot, std::string(name.substr(prefix.size()))};
    return std::nullopt;
}

} // namespace

tl::expected<Template, std::string> parse_template(std::string_view text)
{
    Template pieces;
    while (!text.empty()) {
        const auto brace = text.find_first_of("{}");
        if (brace != 0)
            pieces.push_back({Slot::Words, std::string(text.substr(0, brace))});
        if (brace == std::string_view::npos)
            break;
        const auto end = text.find('}', brace);
        if (text[brace] == '}' || end == std::string_view::npos)
            return tl::unexpected(std::string("a brace stands alone; placeholders are {name}"));
        const auto name = text.substr(brace + 1, end - brace - 1);
        const auto piece = placeholder(name);
        if (!piece)
            return tl::unexpected("unknown placeholder {" + std::string(name) +
                                  "}; known: {base} {to} {to.digits} {from} {text} {delivery} "
                                  "{attempt_id} {callback} {validity_s} {validity_min} "
                                  "{validity_ms} {secret:NAME} {param:NAME}");
        pieces.push_back(*piece);
        text.remove_prefix(end + 1);
    }
    return pieces;
}

} // namespace relay::channels
