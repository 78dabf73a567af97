#pragma once
#include <string>
#include <utility>

namespace store {

/// Text that may name a patient: subject, body, reply.
///
/// It does not convert to std::string and cannot be streamed or logged. Only reveal() gives the
/// characters, and tests/layers.py lists the files that may call it.
class ProtectedText {
public:
    ProtectedText() = default;
    explicit ProtectedText(std::string text) : text_(std::move(text)) {}

    const std::string& reveal() const noexcept { return text_; }
    bool empty() const noexcept { return text_.empty(); }
    std::size_t size() const noexcept { return text_.size(); }

    friend bool operator==(const ProtectedText&, const ProtectedText&) = default;

private:
    std::string text_;
};

} // namespace store
