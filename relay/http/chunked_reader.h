#pragma once
#include "relay/http/input_buffer.h"
#include "relay/http/refusal.h"
#include <cstddef>
#include <cstdint>
#include <string>

namespace relay::http {

/// Reads one chunked body with its trailer (RFC 9112 7.1). Pure.
///
/// Chunk extensions are checked and forgotten, so are trailer fields. A body of many tiny chunks
/// or long extensions is refused once its wrapping outweighs it grossly (CVE-2023-39326).
class ChunkedReader {
public:
    struct Limits {
        std::size_t body = 0;    ///< bytes; more: 413
        std::size_t fields = 0;  ///< of the trailer; more: 431
        std::size_t trailer = 0; ///< bytes; more: 431
    };

    explicit ChunkedReader(Limits limits) : limits_(limits) {}

    /// Moves what is there from `input` to `body`. True: the body is complete and `input` begins
    /// with what follows it.
    OrRefusal<bool> take(InputBuffer& input, std::string& body);

private:
    enum class State { SizeLine, Data, DataEnd, Trailer, Complete };

    OrRefusal<bool> take_size(InputBuffer& input, std::size_t so_far);
    bool take_data(InputBuffer& input, std::string& body);
    OrRefusal<bool> take_data_end(InputBuffer& input);
    OrRefusal<bool> take_trailer_line(InputBuffer& input);

    Limits limits_;
    State state_ = State::SizeLine;
    std::uint64_t chunk_left_ = 0;
    std::size_t wrapping_ = 0; ///< bytes that were not data
    std::size_t trailer_bytes_ = 0;
    std::size_t trailer_fields_ = 0;
};

} // namespace relay::http
