#pragma once
#include <string>
#include <string_view>

namespace mail {

/// Joins the soft line breaks of format=flowed text (RFC 3676 4.1). `text` is UTF-8 with
/// '\n' or CR LF line ends; quoted lines keep their ">" marks. `delsp` is the parameter
/// DelSp=yes: the blank before a soft break is not part of the text.
std::string joined_flowed(std::string_view text, bool delsp);

} // namespace mail
