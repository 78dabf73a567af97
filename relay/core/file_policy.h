#pragma once
#include "store/model/message.h"
#include "store/model/source.h"
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Which of the files that come with a message are kept (U.9, X.9). Pure.

namespace relay::core {

/// A file as its sender hands it over.
struct OfferedFile {
    std::string name; ///< a safe base name; may be empty
    std::string type; ///< as declared
    std::int64_t bytes = 0;
    std::optional<std::string> content; ///< empty: it was not taken out, for its size or its kind
    bool is_inline = false;             ///< a picture of the text: what is attached goes first
    bool operator==(const OfferedFile&) const = default;
};

/// One that is not kept; it is named in the text.
struct RefusedFile {
    std::string name;
    std::string type;
    std::int64_t bytes = 0;
    std::string reason; ///< for people, without a full stop
    bool operator==(const RefusedFile&) const = default;
};

struct FileChoice {
    std::vector<store::MessageFile> kept;
    std::vector<RefusedFile> refused;
    bool operator==(const FileChoice&) const = default;
};

/// Each is in one of the two lists, in the order in which they came, attached ones first. A type
/// that says nothing (application/octet-stream) is the one that the first bytes prove.
FileChoice choose_files(std::vector<OfferedFile> offered, const store::FilePolicy& policy);

/// For a message that comes once for each of `recipients`: each has files of its own, so what may
/// come at once is shared out (128 MiB of all copies).
store::FilePolicy shared_out(const store::FilePolicy& policy, std::size_t recipients);

/// What becomes of the files of that source's messages, where it does not say so itself.
store::Attachments attachments_of(const store::Source& source);

/// What is kept where a policy names no types.
const std::vector<std::string>& usual_file_types();

/// "image/*" or "application/pdf": may a policy say so?
bool is_type_pattern(std::string_view pattern);

/// "[file not kept: ecg.exe (application/x-msdownload, 12 kB): programs are never kept]" and a line
/// end for each; beyond `most` only how many more.
std::string refused_lines(const std::vector<RefusedFile>& refused, std::size_t most = 20);

/// "[attachment: ecg.pdf (application/pdf, 12 kB)]" and a line end for each, where none is kept.
std::string named_lines(const std::vector<OfferedFile>& offered, std::size_t most = 20);

/// "ecg.pdf (application/pdf, 12 kB)"
std::string shown_file(const store::MessageFile& file);

/// "[file in the inbox: ecg.pdf (application/pdf, 12 kB)]" and a line end for each; beyond `most`
/// only how many more.
std::string kept_lines(const std::vector<store::MessageFile>& kept, std::size_t most = 20);

} // namespace relay::core
