#pragma once
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace store {

/// Base 32 (Crockford, lower case) of a 63-bit number, always 13 characters, so that ids sort as
/// text.
std::string id_digits(std::int64_t value);
/// Empty: not 13 characters of that alphabet, or out of range.
std::optional<std::int64_t> parse_id_digits(std::string_view digits);

/// The key of one kind of row. Rises with time (id_generator.h); 0 means "none".
///
/// Outside the process it is written with its kind, `msg_01h2x...`, so that an id of a contact
/// never passes for that of a message.
template <class Tag>
struct Id {
    std::int64_t value = 0;

    bool valid() const noexcept { return value > 0; }
    std::string text() const { return std::string(Tag::prefix) + "_" + id_digits(value); }
    /// Empty: another kind's id, or no id at all.
    static std::optional<Id> parse(std::string_view text)
    {
        constexpr std::string_view prefix = Tag::prefix;
        if (!text.starts_with(prefix) || text.substr(prefix.size(), 1) != "_")
            return std::nullopt;
        const auto number = parse_id_digits(text.substr(prefix.size() + 1));
        return number ? std::optional<Id>(Id{*number}) : std::nullopt;
    }

    friend auto operator<=>(const Id&, const Id&) = default;
};

// clang-format off
struct ContactTag    { static constexpr std::string_view prefix = "ct"; };
struct DetailTag     { static constexpr std::string_view prefix = "det"; };
struct GroupTag      { static constexpr std::string_view prefix = "gr"; };
struct DomainTag     { static constexpr std::string_view prefix = "dom"; };
struct PrincipalTag  { static constexpr std::string_view prefix = "pr"; };
struct SourceTag     { static constexpr std::string_view prefix = "src"; };
struct TokenTag      { static constexpr std::string_view prefix = "tok"; };
struct MessageTag    { static constexpr std::string_view prefix = "msg"; };
struct PageTag       { static constexpr std::string_view prefix = "pg"; };
struct DeliveryTag   { static constexpr std::string_view prefix = "dl"; };
struct AttemptTag    { static constexpr std::string_view prefix = "at"; };
struct EscalationTag { static constexpr std::string_view prefix = "esc"; };
struct ReplyTag      { static constexpr std::string_view prefix = "rp"; };
struct TextTag       { static constexpr std::string_view prefix = "txt"; };
struct NoticeTag     { static constexpr std::string_view prefix = "nt"; };
struct ScheduleTag   { static constexpr std::string_view prefix = "sch"; };
struct OverrideTag   { static constexpr std::string_view prefix = "ovr"; };
struct KeywordTag    { static constexpr std::string_view prefix = "kw"; };
struct SwapTag       { static constexpr std::string_view prefix = "swp"; };
struct AcceptanceTag { static constexpr std::string_view prefix = "acc"; };
// clang-format on

using TextId = Id<TextTag>;
using ContactId = Id<ContactTag>;
using DetailId = Id<DetailTag>;
using GroupId = Id<GroupTag>;
using DomainId = Id<DomainTag>;
using PrincipalId = Id<PrincipalTag>;
using SourceId = Id<SourceTag>;
using TokenId = Id<TokenTag>;
using MessageId = Id<MessageTag>;
using PageId = Id<PageTag>;
using DeliveryId = Id<DeliveryTag>;
using AttemptId = Id<AttemptTag>;
using EscalationId = Id<EscalationTag>;
using ReplyId = Id<ReplyTag>;
using NoticeId = Id<NoticeTag>;
using ScheduleId = Id<ScheduleTag>;
using OverrideId = Id<OverrideTag>;
using KeywordId = Id<KeywordTag>;
using SwapId = Id<SwapTag>;
using AcceptanceId = Id<AcceptanceTag>;

} // namespace store

template <class Tag>
struct std::hash<store::Id<Tag>> {
    std::size_t operator()(const store::Id<Tag>& id) const noexcept
    {
        return std::hash<std::int64_t>{}(id.value);
    }
};
