#include "mail/detail/mime_bounds.h"

#include "mail/detail/ascii.h"

#include <algorithm>

namespace mail {
namespace {

// A mail may well draw tables with dashes; GMime takes 10,000 parts in a few milliseconds.
constexpr std::size_t max_dashed_lines = 10'000;
constexpr std::size_t max_field_bytes = 16 * 1024;

std::size_t line_end(std::string_view text, std::size_t from)
{
    const auto end = text.find('\n', from);
    return end == std::string_view::npos ? text.size() : end + 1;
}

bool has_parameters(std::string_view line)
{
    return ascii::starts_with(line, "Content-Type") ||
           ascii::starts_with(line, "Content-Disposition");
}

// How much of a field stays: up to the last parameter that is allowed.
std::size_t allowed_bytes(std::string_view field, std::size_t parameters)
{
    for (std::size_t i = 0; i < field.size(); ++i) {
        if (i == max_field_bytes || (field[i] == ';' && parameters-- == 0))
            return i;
    }
    return field.size();
}

/// Copies line by line; runs of ordinary lines go in one piece.
class Bounds {
public:
    Bounds(std::string_view message, const MimeLimits& limits) : message_(message), limits_(limits)
    {
        result_.text.reserve(message.size());
    }

    BoundedMime run()
    {
        std::size_t at = 0;
        while (at < message_.size() && !stopped_) {
            const auto end = line_end(message_, at);
            const auto line = message_.substr(at, end - at);
            if (has_parameters(line)) {
                pass_until(at);
                at = field(at);
                copied_ = at;
                continue;
            }
            if (line.substr(0, 2) == "--" && ++dashed_lines_ > max_dashed_lines)
                stop_before(at);
            at = end;
        }
        pass_until(stopped_ ? copied_ : message_.size());
        return std::move(result_);
    }

private:
    void pass_until(std::size_t end)
    {
        result_.text += message_.substr(copied_, end - copied_);
        copied_ = end;
    }

    void stop_before(std::size_t at)
    {
        pass_until(at);
        stopped_ = true;
        result_.is_cut = true;
    }

    // Copies the field that starts at `at` and returns where it ends.
    std::size_t field(std::size_t at)
    {
        std::size_t end = line_end(message_, at);
        while (end < message_.size() && ascii::is_blank(message_[end]))
            end = line_end(message_, end);
        const auto whole = message_.substr(at, end - at);
        const auto kept = whole.substr(0, allowed_bytes(whole, limits_.parameters));
        if (holds_parts(kept) && ++nested_ > limits_.parts) {
            stop_before(at);
            return end;
        }
        result_.text += kept;
        if (kept.size() < whole.size()) {
            result_.text += '\n';
            result_.is_cut = true;
        }
        return end;
    }

    static bool holds_parts(std::string_view field)
    {
        return ascii::contains(field, "multipart") || ascii::contains(field, "message");
    }

    std::string_view message_;
    MimeLimits limits_;
    BoundedMime result_;
    std::size_t copied_ = 0;
    std::size_t dashed_lines_ = 0;
    std::size_t nested_ = 0;
    bool stopped_ = false;
};

} // namespace

BoundedMime bounded_mime(std::string_view message, const MimeLimits& limits)
{
    return Bounds(message, limits).run();
}

} // namespace mail
