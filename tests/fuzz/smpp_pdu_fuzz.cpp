// Arbitrary bytes from a message centre: what is read can be written and is read again as the same;
// receipts, parts and texts are found or not, but never crash; a session that is bound stays a
// session, however its bytes are cut.
#include "relay/smpp/concatenation.h"
#include "relay/smpp/receipt.h"
#include "relay/smpp/session.h"
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

using namespace relay::smpp;
using namespace std::chrono_literals;

const Moment start = Moment(1h);

void must(bool holds)
{
    if (!holds)
        std::abort();
}

void look_at(const ShortMessage& message)
{
    const auto content = content_of(message);
    must(content.part.number >= 1 && content.part.number <= content.part.total);
    must(content.part.total <= 255);
    Reassembly reassembly(5min);
    const auto* text = reassembly.take(message, content, start);
    must((text != nullptr) == (content.part.total == 1));
    if (text != nullptr)
        text_of(*text, DefaultAlphabet::Gsm);
    if (const auto news = read_receipt(message)) {
        must(news->code.size() <= 33);
        must(std::all_of(news->code.begin(), news->code.end(),
                         [](char c) { return c >= ' ' && c < '\x7f' && c != '<'; }));
    }
}

void look_at(std::string_view bytes)
{
    const auto pdu = decode(bytes);
    if (!pdu) {
        must(pdu.error().status != 0 && !pdu.error().detail.empty());
        return;
    }
    const auto again = decode(encode(*pdu));
    must(again && *again == *pdu);
    if (const auto* message = std::get_if<ShortMessage>(&pdu->body))
        look_at(*message);
}

Session bound()
{
    Session session({});
    session.tick(start, 0);
    session.connected(start);
    session.take(encode({Command::BindTransceiverResp, 0, 1, BindAnswer{}}), start, 0);
    must(session.state() == SessionState::Bound);
    session.submit(7, {}, start);
    return session;
}

/// How often the text that was sent is answered.
int answers(const Actions& actions)
{
    return static_cast<int>(std::count_if(actions.begin(), actions.end(), [](const Action& action) {
        return std::holds_alternative<Answered>(action);
    }));
}

SessionState after(std::string_view bytes, std::size_t piece)
{
    auto session = bound();
    int answered = 0;
    for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size())))
        answered += answers(session.take(bytes.substr(0, piece), start, 0));
    must(answered <= 1);
    must(session.state() == SessionState::Bound || answered == 1);
    return session.state();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    look_at(bytes);
    must(after(bytes, std::max<std::size_t>(size, 1)) == after(bytes, 1));
    return 0;
}
