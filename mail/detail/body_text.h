#pragma once
#include "mail/readable.h"

namespace mail {

/// Fills in text, attachments and is_encrypted from the tree of parts; reads is_cut.
void read_body(const Part& root, const ReadLimits& limits, Readable& result);

} // namespace mail
