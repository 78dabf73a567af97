#pragma once
#include "store/model/acceptance.h"
#include "store/model/directory.h"
#include "store/model/escalation.h"
#include "store/model/page.h"
#include <string_view>
#include <vector>

// Who speaks for whom: one answer is enough for a group that escalates, or that says so (D13).

namespace relay::core {

/// The groups through which a page came to its contact, outermost first, each once. `root`: the
/// group that the message was addressed to; not valid: it was a contact.
std::vector<store::GroupId> chain_of(const store::Page& page,
                                     const std::vector<store::Escalation>& escalations,
                                     store::GroupId root);

/// The outermost group of `chain` for which one answer is enough: it escalates for this message,
/// or its first answer ends it. Not valid: everybody in it is to answer.
store::GroupId answering_group(const std::vector<store::GroupId>& chain,
                               const std::vector<store::Escalation>& escalations,
                               const store::Directory& people);

/// The one that is held or closed for `group`; null: nobody has it.
const store::Acceptance* holder_of(const std::vector<store::Acceptance>& acceptances,
                                   store::GroupId group);

/// "1", "ok", "ack", "accept", "yes" and their like, whole and in any case: what a person says who
/// takes a message that offers no choices.
bool says_yes(std::string_view text);

/// Words that settle nothing: a question, or words of one's own where choices were offered, but for
/// a yes. The originator gets them, and who is to come is still looked for.
bool is_remark(std::string_view text, bool has_choices);

} // namespace relay::core
