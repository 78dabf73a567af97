#pragma once
#include "store/model/message.h"
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The files of gammu-smsd's FILES service: names and contents. Pure.

namespace relay::channels {

/// OUT<priority><date>_<time>_<serial>_<phone>_<anything>.txt: `name` is unique and holds letters,
/// digits, '_' and '.'. The urgent go first.
std::string outbox_name(store::Priority priority, const std::string& phone,
                        const std::string& name);

/// UTF-16 with its mark, which gammu-smsd reads whatever its locale.
std::string outbox_content(std::string_view utf8);

/// What inbox files hold: UTF-16 with a mark, else UTF-8.
std::string inbox_text(std::string_view bytes);

/// A text in the inbox; a long one has a file for each part, in order.
struct InboxText {
    std::string id; ///< the name without its part: the same again is the same text
    std::string from;
    std::vector<std::string> files;
    bool operator==(const InboxText&) const = default;
};

/// IN<date>_<time>_<serial>_<phone>_<part>.txt; other names are passed over.
std::vector<InboxText> texts_among(std::vector<std::string> files);

} // namespace relay::channels
