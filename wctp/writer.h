#pragma once
#include "wctp/operation.h"
#include <string>

namespace wctp {

struct WriteOptions {
    /// SYSTEM identifier of a DOCTYPE. Empty: none, since Java clients fetch what it names.
    std::string doctype{};
};

/// The document in the version it names: elements and attributes in the order of that version's
/// grammar, what it does not have left out. Refuses nothing the types allow; everything is
/// escaped, and characters that XML cannot carry, and bytes that are not UTF-8, are dropped.
/// UTF-8 on one line behind <?xml version="1.0"?>. Ids are not shortened.
std::string write(const Document& document, const WriteOptions& options = {});

} // namespace wctp
