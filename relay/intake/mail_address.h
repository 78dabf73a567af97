#pragma once
#include "store/model/directory.h"
#include "store/model/message.h"
#include "store/model/priority.h"
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relay::intake {

/// What the local part of a recipient's address says: whom, and how.
///
///   name *( "+" tag )
///   name   an OPID or an alias; "first.last" of the one contact that is called so
///   tag    a word of tagged_priority(): "high", "stat", "low" ...
///          "ask=" choice *( "/" choice ), where "_" stands for a blank: what may be answered
///
/// Case does not matter in names and words. A local part that is an OPID as it stands has no tags.
/// A tag that is none of these is left out, and named in `unknown`: it must not cost the page. Of
/// several priorities the most urgent counts; choices beyond the tenth are left out.
struct CalledBy {
    std::string name; ///< as written; for "first.last" the contact's OPID
    std::optional<store::Priority> priority;
    std::vector<store::Choice> choices;
    std::vector<std::string> unknown;
    bool operator==(const CalledBy&) const = default;
};

CalledBy read_local_part(const store::Directory& people, std::string_view local);

} // namespace relay::intake
