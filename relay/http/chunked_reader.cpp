#include "relay/http/chunked_reader.h"
#include "relay/http/characters.h"
#include "relay/http/request_head.h"
#include <algorithm>

namespace relay::http {
namespace {

constexpr std::size_t longest_size_line = 1024;
constexpr std::size_t most_digits = 16; // 64 bits
constexpr std::size_t free_wrapping = 4096;
constexpr std::size_t wrapping_per_byte = 8; // one-byte chunks wrap each byte in five others

std::string_view without_token(std::string_view text)
{
    text.remove_prefix(static_cast<std::size_t>(
        std::find_if_not(text.begin(), text.end(), is_token_char) - text.begin()));
    return text;
}

/// What follows the quoted string at the start of `text`. Empty: it has no end.
std::optional<std::string_view> without_quoted(std::string_view text)
{
    for (std::size_t at = 1; at < text.size(); ++at) {
        if (text[at] == '"') {
            return text.substr(at + 1);
        }
        at += text[at] == '\\';
    }
    return std::nullopt;
}

/// RFC 9112 7.1.1 without the "bad" blanks.
bool are_extensions(std::string_view text)
{
    while (!text.empty()) {
        if (text.front() != ';') {
            return false;
        }
        const auto after_name = without_token(text.substr(1));
        if (after_name.size() == text.size() - 1) {
            return false;
        }
        text = after_name;
        if (text.empty() || text.front() != '=') {
            continue;
        }
        const auto value = text.substr(1);
        const bool is_quoted = !value.empty() && value.front() == '"';
        const auto after_value = is_quoted ? without_quoted(value) : without_token(value);
        if (!after_value || after_value->size() == value.size()) {
            return false;
        }
        text = *after_value;
    }
    return true;
}

OrRefusal<std::uint64_t> parse_size(std::string_view line)
{
    const auto end =
        std::find_if(line.begin(), line.end(), [](char c) { return hex_value(c) < 0; });
    const auto digits = static_cast<std::size_t>(end - line.begin());
    if (digits == 0 || digits > most_digits || !are_extensions(line.substr(digits))) {
        return refuse(400, "a chunk does not begin with its size");
    }
    return std::stoull(std::string(line.substr(0, digits)), nullptr, 16);
}

} // namespace

OrRefusal<bool> ChunkedReader::take(InputBuffer& input, std::string& body)
{
    OrRefusal<bool> moved = true;
    while (moved && *moved) {
        switch (state_) {
        case State::SizeLine:
            moved = take_size(input, body.size());
            break;
        case State::Data:
            moved = take_data(input, body);
            break;
        case State::DataEnd:
            moved = take_data_end(input);
            break;
        case State::Trailer:
            moved = take_trailer_line(input);
            break;
        case State::Complete:
            return true;
        }
        if (wrapping_ > free_wrapping + wrapping_per_byte * body.size()) {
            return refuse(400, "the chunks of the body are wastefully small");
        }
    }
    return moved;
}

OrRefusal<bool> ChunkedReader::take_size(InputBuffer& input, std::size_t so_far)
{
    const auto line = input.line();
    if (line.end == InputBuffer::LineEnd::Malformed || line.text.size() > longest_size_line) {
        return refuse(400, "a chunk does not begin with its size");
    }
    if (line.end == InputBuffer::LineEnd::Missing) {
        return false;
    }
    const auto size = parse_size(line.text);
    if (!size) {
        return tl::unexpected(size.error());
    }
    if (*size > limits_.body - std::min(so_far, limits_.body)) {
        return refuse(413, "the body is too large");
    }
    wrapping_ += line.text.size() + 2;
    chunk_left_ = *size;
    state_ = *size == 0 ? State::Trailer : State::Data;
    return true;
}

bool ChunkedReader::take_data(InputBuffer& input, std::string& body)
{
    const auto here = input.rest().substr(0, chunk_left_);
    body.append(here);
    chunk_left_ -= here.size();
    input.consume(here.size());
    if (chunk_left_ > 0) {
        return false;
    }
    state_ = State::DataEnd;
    return true;
}

OrRefusal<bool> ChunkedReader::take_data_end(InputBuffer& input)
{
    const auto end = input.rest().substr(0, 2);
    if (end != std::string_view("\r\n").substr(0, end.size())) {
        return refuse(400, "a chunk is longer than its size");
    }
    if (end.size() < 2) {
        return false;
    }
    input.consume(2);
    wrapping_ += 2;
    state_ = State::SizeLine;
    return true;
}

OrRefusal<bool> ChunkedReader::take_trailer_line(InputBuffer& input)
{
    const auto line = input.line();
    if (line.end == InputBuffer::LineEnd::Malformed) {
        return refuse(400, "a trailer line has a forbidden character or a wrong end");
    }
    if (trailer_bytes_ + line.text.size() > limits_.trailer) {
        return refuse(431, "the trailer is too large");
    }
    if (line.end == InputBuffer::LineEnd::Missing) {
        return false;
    }
    if (line.text.empty()) {
        state_ = State::Complete;
        return true;
    }
    trailer_bytes_ += line.text.size() + 2;
    if (++trailer_fields_ > limits_.fields) {
        return refuse(431, "the trailer has too many fields");
    }
    const auto field = parse_field(line.text);
    if (!field) {
        return tl::unexpected(field.error());
    }
    return true;
}

} // namespace relay::http
