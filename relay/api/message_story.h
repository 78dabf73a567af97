#pragma once
#include "relay/api/json_writer.h"
#include "relay/api/message_record.h"
#include "store/model/directory.h"
#include <functional>
#include <optional>
#include <string_view>

// What became of a message, in order of time, and who got nothing and why.

namespace relay::api {

/// Whom a reader may be told of: names a contact, group, schedule or (by id alone) somebody hidden.
class Names {
public:
    using MaySee = std::function<bool(const store::Member&)>;

    Names(const store::Directory& people, MaySee may_see)
        : people_(people), may_see_(std::move(may_see))
    {
    }

    const store::Directory& people() const { return people_; }

    /// {"id", "opid", "name"}; of one that is hidden or removed only the id.
    void write(JsonWriter& json, const store::Member& who) const;
    /// Left out when there is no such id.
    void member(JsonWriter& json, std::string_view name, store::ContactId id) const;
    void member(JsonWriter& json, std::string_view name, store::GroupId id) const;
    void member(JsonWriter& json, std::string_view name, store::ScheduleId id) const;

private:
    const store::Directory& people_; ///< outlives us
    MaySee may_see_;
};

/// Who or what a ledger line leaves out.
struct LeftOut {
    std::optional<store::Member> who; ///< empty: a channel of the line's page
    std::string_view why;             ///< part of the line
};

/// Empty: the line leaves nobody out.
std::optional<LeftOut> left_out(const store::LedgerLine& line);

/// `hides_domains`: nothing is said of those who are left out because their domain is hidden, since
/// that would tell the originator that they exist (S3.7).
void write_timeline(JsonWriter& json, const MessageRecord& record, const Names& names,
                    bool hides_domains);
/// All that was decided about one contact, in order of time, also where nothing came of it (D2).
void write_explanation(JsonWriter& json, const MessageRecord& record, const Names& names,
                       store::ContactId contact, bool hides_domains);
void write_explain(JsonWriter& json, const MessageRecord& record, const Names& names,
                   bool hides_domains);

} // namespace relay::api
