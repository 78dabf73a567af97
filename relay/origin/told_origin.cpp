#include "relay/origin/told_origin.h"
#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace relay::origin {
namespace {

using Words = std::vector<std::string>;

constexpr std::size_t most_signatures = 10;

std::string lowered(std::string_view text)
{
    std::string low(text);
    std::ranges::transform(low, low.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return low;
}

/// The parts between semicolons, each as its words: comments are left out, quotes taken off, and
/// blanks around '=' do not part words (RFC 8601 2.2).
class Parts {
public:
    static std::vector<Words> of(std::string_view field)
    {
        Parts parts;
        for (const char c : field)
            parts.take(c);
        parts.end_word();
        return std::move(parts.parts_);
    }

private:
    void take(char c)
    {
        if (std::exchange(is_escaped_, false))
            return add(c);
        if ((is_quoted_ || depth_ > 0) && c == '\\') {
            is_escaped_ = true;
            return;
        }
        if (depth_ > 0 || (!is_quoted_ && c == '(')) {
            depth_ += c == '(' ? 1 : c == ')' ? -1 : 0;
            return;
        }
        if (c == '"')
            is_quoted_ = !is_quoted_;
        else if (is_quoted_)
            add(c);
        else
            take_bare(c);
    }
    void take_bare(char c)
    {
        const bool is_blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
        if (c == ';') {
            end_word();
            parts_.emplace_back();
        } else if (is_blank) {
            was_blank_ = true;
        } else {
            const bool goes_on = c == '=' || word_.ends_with('=');
            if (was_blank_ && !goes_on)
                end_word();
            was_blank_ = false;
            word_ += c;
        }
    }
    void add(char c)
    {
        if (depth_ == 0)
            word_ += c;
    }
    void end_word()
    {
        if (!word_.empty())
            parts_.back().push_back(lowered(std::exchange(word_, {})));
        was_blank_ = false;
    }

    std::vector<Words> parts_{1};
    std::string word_;
    int depth_ = 0;
    bool is_quoted_ = false;
    bool is_escaped_ = false;
    bool was_blank_ = false;
};

/// The value of "name=value"; empty: there is none.
std::string value_of(const Words& words, std::string_view name)
{
    for (const auto& word : words) {
        if (word.size() > name.size() && word.starts_with(name) && word[name.size()] == '=')
            return word.substr(name.size() + 1);
    }
    return {};
}

std::string domain_in(const std::string& address)
{
    const auto at = address.rfind('@');
    return at == std::string::npos ? address : address.substr(at + 1);
}

Spf spf_named(std::string_view word)
{
    for (const auto each :
         {Spf::Neutral, Spf::Pass, Spf::Fail, Spf::SoftFail, Spf::TempError, Spf::PermError}) {
        if (origin::word(each) == word)
            return each;
    }
    return Spf::None;
}

void take_spf(const Words& words, Origin& origin)
{
    if (!origin.spf_domain.empty())
        return; // the first counts
    const auto sender = value_of(words, "smtp.mailfrom");
    origin.spf = spf_named(value_of(words, "spf"));
    origin.spf_domain = domain_in(sender.empty() ? value_of(words, "smtp.helo") : sender);
}

void take_dkim(const Words& words, Origin& origin)
{
    const auto result = value_of(words, "dkim");
    auto domain = value_of(words, "header.d");
    if (domain.empty())
        domain = domain_in(value_of(words, "header.i"));
    if (origin.dkim.size() < most_signatures && !domain.empty())
        origin.dkim.push_back({std::move(domain), result == "pass"        ? Dkim::Pass
                                                  : result == "temperror" ? Dkim::TempError
                                                                          : Dkim::Fail});
}

void take_dmarc(const Words& words, Origin& origin)
{
    const auto result = value_of(words, "dmarc");
    const auto about = domain_in(value_of(words, "header.from"));
    if (origin.dmarc != Dmarc::None || about != origin.from_domain)
        return;
    if (result == "pass")
        origin.dmarc = Dmarc::Pass;
    else if (result == "temperror")
        origin.dmarc = Dmarc::TempError;
    else if (result == "fail" || result == "permerror")
        origin.dmarc = Dmarc::Fail;
}

} // namespace

std::optional<Origin> told_origin(std::string_view field, std::string_view server,
                                  const std::string& from_domain)
{
    auto parts = Parts::of(field);
    // quirk: Exchange Online begins with a result.
    const bool has_name =
        !parts.front().empty() && parts.front().front().find('=') == std::string::npos;
    const auto name = has_name ? parts.front().front() : std::string();
    if (server != "*" && name != lowered(server))
        return std::nullopt;
    Origin origin;
    origin.from_domain = from_domain;
    for (const auto& words : parts) {
        if (!value_of(words, "spf").empty())
            take_spf(words, origin);
        else if (!value_of(words, "dkim").empty())
            take_dkim(words, origin);
        else if (!value_of(words, "dmarc").empty())
            take_dmarc(words, origin);
    }
    return origin;
}

} // namespace relay::origin
