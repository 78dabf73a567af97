#include "relay/http/request_parser.h"
#include "relay/http/characters.h"
#include <algorithm>

namespace relay::http {
namespace {

// RFC 9112 2.2 wants at least one to be ignored; senders of pages put one behind their bodies.
constexpr int most_blank_lines = 4;
constexpr std::size_t most_reserved = 64u << 10; // a promise of a body buys no more memory

using LineEnd = InputBuffer::LineEnd;

/// 414 blames the target, so there must be one.
int status_of_long_line(std::string_view line)
{
    return is_token(line.substr(0, std::min(line.find(' '), line.size()))) ? 414 : 400;
}

} // namespace

RequestParser::Outcome RequestParser::next()
{
    OrRefusal<bool> moved = true;
    while (moved && *moved) {
        switch (phase_) {
        case Phase::Between:
            moved = begin();
            break;
        case Phase::Head:
            moved = take_head_line();
            break;
        case Phase::Body:
            moved = take_body();
            if (moved && *moved) {
                phase_ = Phase::Between;
                return std::exchange(request_, {});
            }
            break;
        }
    }
    if (!moved) {
        return moved.error();
    }
    return NeedsMore{};
}

bool RequestParser::take_continue()
{
    const bool is_owed = owes_continue_ && phase_ == Phase::Body && buffered() == 0;
    if (phase_ == Phase::Body) {
        owes_continue_ = false;
    }
    return is_owed;
}

/// Skips the blank lines before a request. True: its first byte is here.
OrRefusal<bool> RequestParser::begin()
{
    while (input_.rest().substr(0, 2) == "\r\n") {
        if (++blank_lines_ > most_blank_lines) {
            return refuse(400, "too many blank lines before a request");
        }
        input_.consume(2);
    }
    if (input_.rest().empty() || input_.rest() == "\r") {
        input_.consume(0);
        return false;
    }
    phase_ = Phase::Head;
    has_first_line_ = false;
    blank_lines_ = 0;
    header_bytes_ = 0;
    return true;
}

OrRefusal<bool> RequestParser::take_head_line()
{
    const auto line = input_.line();
    if (line.end == LineEnd::Malformed) {
        return refuse(400,
                      "the head has a forbidden character or a line that does not end in CRLF");
    }
    if (!has_first_line_ && line.text.size() > limits_.request_line) {
        return refuse(status_of_long_line(line.text), "the request line is too long");
    }
    if (has_first_line_ && header_bytes_ + line.text.size() > limits_.header) {
        return refuse(431, "the header is too large");
    }
    if (line.end == LineEnd::Missing) {
        return false;
    }
    if (!has_first_line_) {
        return take_first_line(line.text);
    }
    return line.text.empty() ? end_head() : take_field(line.text);
}

OrRefusal<bool> RequestParser::take_first_line(std::string_view line)
{
    auto request = parse_request_line(line);
    if (!request) {
        return tl::unexpected(request.error());
    }
    request_ = std::move(*request);
    has_first_line_ = true;
    return true;
}

OrRefusal<bool> RequestParser::take_field(std::string_view line)
{
    auto field = parse_field(line);
    if (!field) {
        return tl::unexpected(field.error());
    }
    if (request_.headers.fields().size() == limits_.fields) {
        return refuse(431, "the header has too many fields");
    }
    header_bytes_ += line.size() + 2;
    request_.headers.add(std::move(field->first), std::move(field->second));
    return true;
}

OrRefusal<bool> RequestParser::end_head()
{
    const auto framing = examine_head(request_, limits_.hosts);
    if (!framing) {
        return tl::unexpected(framing.error());
    }
    const auto most = limits_.body_of ? limits_.body_of(request_) : limits_.body;
    if (framing->length > most) {
        return refuse(413, "the body is too large");
    }
    framing_ = *framing;
    owes_continue_ = framing->expects_continue;
    chunks_.emplace(ChunkedReader::Limits{most, limits_.fields, limits_.header});
    request_.body.reserve(std::min<std::size_t>(framing->length, most_reserved));
    phase_ = Phase::Body;
    return true;
}

OrRefusal<bool> RequestParser::take_body()
{
    switch (framing_.body) {
    case Framing::Body::None:
        break;
    case Framing::Body::Chunked:
        return chunks_->take(input_, request_.body);
    case Framing::Body::Counted: {
        const auto here = input_.rest().substr(0, framing_.length - request_.body.size());
        request_.body.append(here);
        input_.consume(here.size());
        break;
    }
    }
    return framing_.body == Framing::Body::None || request_.body.size() == framing_.length;
}

} // namespace relay::http
