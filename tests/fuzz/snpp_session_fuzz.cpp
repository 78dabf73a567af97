// Arbitrary bytes from an SNPP client, and from a terminal: a session says what it says however the
// bytes are cut, holds no more than its limits, and never says that a page is taken which nobody
// took; what a terminal answers ends a client's session or leads it on.
#include "relay/snpp/client_session.h"
#include "relay/snpp/server_session.h"
#include <cstdint>
#include <cstdlib>

namespace {

using namespace relay::snpp;

void must(bool holds)
{
    if (!holds)
        std::abort();
}

class Desk final : public Host {
public:
    Login login(std::string_view id, std::string_view password) override
    {
        is_in = !id.empty() && password == "s";
        return is_in ? Login::Welcome : Login::Wrong;
    }
    bool is_let_in() const override { return is_in; }
    bool is_known(std::string_view pager) const override { return pager.size() < 4; }
    bool is_in = true;
};

void check(const Page& page, const ServerLimits& limits)
{
    must(!page.pagers.empty() && page.pagers.size() <= limits.pagers);
    must(!page.text.empty() && page.text.size() <= limits.text_bytes + limits.line_bytes);
    must(page.choices.size() <= limits.choices);
    must(page.two_way || page.choices.empty());
}

/// All that the session says to `bytes`, given in pieces.
std::string said(std::string_view bytes, std::size_t piece)
{
    ServerLimits limits;
    limits.line_bytes = 64;
    limits.text_bytes = 100;
    limits.pagers = 3;
    limits.choices = 2;
    Desk desk;
    ServerSession session(desk, limits);
    std::string words;
    bool is_closed = false;
    const auto hear = [&](Actions actions, const auto& again) -> void {
        for (const auto& action : actions) {
            must(!is_closed);
            if (const auto* say = std::get_if<Say>(&action)) {
                must(say->text.find("\r\n") == say->text.size() - 2);
                words += say->text;
            }
            is_closed = is_closed || std::holds_alternative<Close>(action);
            if (const auto* submit = std::get_if<Submit>(&action))
                check(submit->page, limits);
            if (!std::holds_alternative<Say>(action) && !is_closed) {
                must(session.is_waiting());
                again(session.answered({960, "1 2 taken"}), again);
                return;
            }
        }
    };
    for (std::size_t at = 0; at < bytes.size(); at += piece)
        hear(session.take(bytes.substr(at, piece)), hear);
    return words;
}

void talk_to(std::string_view bytes)
{
    ClientPage page;
    page.login = "relay";
    page.pager = "1";
    page.text = "a\n.b";
    page.choices = {"yes", "no"};
    page.two_way = !bytes.empty() && (bytes[0] & 1) != 0;
    ClientSession session(page);
    ReplyReader reader;
    reader.take(bytes);
    for (int i = 0; i < 200; ++i) {
        const auto reply = reader.next();
        if (!reply || reply->code == 0)
            return;
        static_cast<void>(state_of(*reply));
        static_cast<void>(tag_and_pass(*reply));
        const auto line = session.take(*reply);
        must(line.empty() == session.ended().has_value());
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    must(said(bytes, 1) == said(bytes, 7));
    talk_to(bytes);
    return 0;
}
