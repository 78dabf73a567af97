#include "mail/data_reader.h"

#include <algorithm>

namespace mail {
namespace {

bool is_special(char c)
{
    return c == '\r' || c == '\n' || c == '\0';
}

} // namespace

std::size_t DataReader::take(std::string_view bytes)
{
    std::size_t at = 0;
    while (at < bytes.size() && state_ != State::Complete) {
        if (state_ == State::Text) {
            const auto stop = std::find_if(bytes.begin() + at, bytes.end(), is_special);
            const auto end = static_cast<std::size_t>(stop - bytes.begin());
            text(bytes.substr(at, end - at));
            at = end;
            if (at == bytes.size())
                break;
        }
        step(bytes[at++]);
    }
    return at;
}

void DataReader::step(char c)
{
    switch (state_) {
    case State::LineStart:
        state_ = c == '.' ? State::Dot : after(c);
        return;
    case State::Dot: // the dot is transparency, RFC 5321 4.5.2, and not part of the text
        state_ = c == '\r' ? State::DotCr : after(c);
        return;
    case State::DotCr:
        if (c == '\n') {
            state_ = State::Complete;
            return;
        }
        break;
    case State::Cr:
        if (c == '\n') {
            text("\r\n");
            state_ = State::LineStart;
            return;
        }
        break;
    case State::Text:
        state_ = after(c);
        return;
    case State::Complete:
        return;
    }
    // A carriage return without its line feed ends nothing and is no text.
    stray_ = true;
    text(" ");
    state_ = after(c);
}

// What `c` means inside a line. A bare LF never leads to LineStart: a dot behind it is
// text, or "LF . CR LF" would end the message for us and for nobody else.
DataReader::State DataReader::after(char c)
{
    if (c == '\r')
        return State::Cr;
    if (c == '\n') {
        stray_ = true;
        text("\r\n");
        return State::Text;
    }
    if (c == '\0') {
        stray_ = true;
        c = ' ';
    }
    text(std::string_view(&c, 1));
    return State::Text;
}

void DataReader::text(std::string_view bytes)
{
    dropped_ += too_large_ || given_up_ ? bytes.size() : 0;
    if (too_large_ || given_up_)
        return;
    if (bytes.size() > max_bytes_ - message_.size()) {
        too_large_ = true;
        std::string().swap(message_);
        return;
    }
    message_.append(bytes);
}

} // namespace mail
