#pragma once
#include "store/model/escalation.h"
#include "store/model/message.h"
#include <string>
#include <string_view>
#include <vector>

namespace store::detail {

/// Short lists as one text column.
///
/// Numbers stand with commas between them, texts with their length before them ("3:abc,2:de,"), so
/// that no text can break out; rungs as c, g or s and the id, with '!' for a failover ("c17,g4!").
/// All readers throw StoreError for what no writer wrote.

std::string numbers_text(const std::vector<std::int64_t>& numbers);
std::vector<std::int64_t> numbers_of(std::string_view text);

std::string texts_text(const std::vector<std::string>& texts);
std::vector<std::string> texts_of(std::string_view text);

std::string rungs_text(const std::vector<Rung>& rungs);
std::vector<Rung> rungs_of(std::string_view text);

std::string choices_text(const std::vector<Choice>& choices);
std::vector<Choice> choices_of(std::string_view text);

template <class AnyId>
std::string ids_text(const std::vector<AnyId>& ids)
{
    std::vector<std::int64_t> numbers;
    for (const auto& id : ids)
        numbers.push_back(id.value);
    return numbers_text(numbers);
}

template <class AnyId>
std::vector<AnyId> ids_of(std::string_view text)
{
    std::vector<AnyId> ids;
    for (const auto number : numbers_of(text))
        ids.push_back(AnyId{number});
    return ids;
}

} // namespace store::detail
