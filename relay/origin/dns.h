#pragma once
#include <string>
#include <vector>

namespace relay::origin {

enum class DnsKind { A, Aaaa, Mx, Txt, Ptr };

/// A and Aaaa: numeric addresses. Mx: host names, the most preferred first. Ptr: host names. Txt:
/// the strings of each record joined.
struct DnsAnswer {
    enum class State {
        Found,
        None,   ///< no such name, or none of that kind
        Trouble ///< nobody knows just now
    };
    State state = State::None;
    std::vector<std::string> records;
};

/// Who is asked about names. Blocks, with an end.
class Dns {
public:
    virtual ~Dns() = default;
    virtual DnsAnswer ask(const std::string& name, DnsKind kind) = 0;
};

} // namespace relay::origin
