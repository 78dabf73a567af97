// The request parser on arbitrary bytes: it never crashes, it holds its limits, it reads the same
// however the bytes are cut, and what it lets through is as clean as message.h promises.
#include "relay/http/request_parser.h"
#include <algorithm>
#include <cstdlib>
#include <string>

namespace {

using namespace relay::http;

constexpr std::size_t most_body = 512;

ParserLimits limits()
{
    ParserLimits limits;
    limits.request_line = 256;
    limits.header = 512;
    limits.fields = 8;
    limits.body = most_body;
    return limits;
}

void must(bool holds)
{
    if (!holds) {
        std::abort();
    }
}

bool is_control(char c)
{
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

void check(const Request& request)
{
    must(request.path == "*" || request.path.front() == '/');
    must(std::none_of(request.path.begin(), request.path.end(), is_control));
    must((request.path + "/").find("/../") == std::string::npos);
    must((request.path + "/").find("/./") == std::string::npos);
    must(request.body.size() <= most_body);
    must(request.headers.fields().size() <= 8);
    must(!request.host.empty() || request.version == Version::Http10);
    must(request.headers.all("Host").size() <= 1);
    must(!(request.headers.has("Content-Length") && request.headers.has("Transfer-Encoding")));
    for (const auto& [name, value] : request.headers.fields()) {
        must(!name.empty() && value.find_first_of(std::string_view("\r\n\0", 3)) == value.npos);
    }
}

/// What came out, as text; stops at the first refusal.
std::string reading(std::string_view bytes, std::size_t piece)
{
    const auto bounds = limits();
    RequestParser parser(bounds);
    std::string said;
    for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
        parser.feed(bytes.substr(0, piece));
        for (;;) {
            const auto outcome = parser.next();
            if (std::holds_alternative<NeedsMore>(outcome)) {
                break;
            }
            if (const auto* refusal = std::get_if<Refusal>(&outcome)) {
                must(refusal->status >= 400 && refusal->status <= 599);
                return said + "refused";
            }
            const auto& request = std::get<Request>(outcome);
            check(request);
            said += request.method + request.path + request.body + "\n";
        }
    }
    return said;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto whole = reading(bytes, std::max<std::size_t>(size, 1));
    must(whole == reading(bytes, 1));
    must(whole == reading(bytes, 5));
    return 0;
}
