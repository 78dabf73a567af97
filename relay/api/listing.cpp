#include "relay/api/listing.h"
#include "store/model/directory.h"
#include <algorithm>

namespace relay::api {

bool matches(std::string_view part, std::initializer_list<std::string> texts)
{
    const auto wanted = store::folded_lower(part);
    return std::ranges::any_of(texts, [&](const std::string& text) {
        return store::folded_lower(text).find(wanted) != std::string::npos;
    });
}

} // namespace relay::api
