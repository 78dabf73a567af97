#pragma once
#include <Poco/Dynamic/Var.h>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relay::channels {

/// What a peer sent, at most 32 levels deep. Empty: no JSON, which a gateway may well send.
Poco::Dynamic::Var parse_json(const std::string& text);

/// The scalar at that JSON pointer (RFC 6901) as text. Empty: no such value, or it is an object, a
/// list or null.
std::optional<std::string> scalar_at(Poco::Dynamic::Var value, std::string_view pointer);

/// The items of the list at that pointer; empty: there is none.
std::vector<Poco::Dynamic::Var> items_at(Poco::Dynamic::Var value, std::string_view pointer);

} // namespace relay::channels
