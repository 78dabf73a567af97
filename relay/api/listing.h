#pragma once
#include "relay/api/call.h"
#include <initializer_list>
#include <string>

namespace relay::api {

/// Is `part` in one of the texts? ASCII letters compare without case; an empty part is in all.
bool matches(std::string_view part, std::initializer_list<std::string> texts);

/// A part of a list that is in memory in order of id: those that `is_wanted`, behind the cursor,
/// with the number of all of them.
template <class Id, class Rows, class Wanted, class Write>
Outcome list_of(const Call& call, const Rows& rows, const Wanted& is_wanted, const Write& write)
{
    const auto paging = paging_of(call);
    if (!paging)
        return tl::unexpected(paging.error());
    const auto after = position_of<Id>(*paging);
    if (!after)
        return tl::unexpected(after.error());
    std::size_t total = 0;
    std::size_t shown = 0;
    Id last;
    bool is_more = false;
    JsonWriter json;
    json.object([&] {
        json.array("items", [&] {
            for (const auto& row : rows) {
                if (!is_wanted(row))
                    continue;
                ++total;
                is_more = is_more || shown == paging->limit;
                if (row.id <= *after || shown == paging->limit)
                    continue;
                write(json, row);
                last = row.id;
                ++shown;
            }
        });
        if (is_more)
            json.member("next", last);
        json.member("total", total);
    });
    return json_response(200, json);
}

} // namespace relay::api
