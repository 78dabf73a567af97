#include "relay/channels/gateway_poll.h"
#include "relay/channels/code_table.h"
#include "relay/channels/json_value.h"
#include "relay/channels/peer_text.h"
#include <Poco/JSON/Array.h>
#include <algorithm>

namespace relay::channels {

namespace {

constexpr std::size_t most_code = 64;
constexpr std::size_t most_id = 128;
constexpr std::size_t most_text = 4000;
constexpr int most_pages = 20;

/// "2026-11-26T20:00:00Z"
std::string time_text(store::Instant at)
{
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(at - day));
    const auto two = [](auto number) {
        return std::string(number < 10 ? "0" : "") + std::to_string(number);
    };
    return std::to_string(static_cast<int>(date.year())) + "-" +
           two(static_cast<unsigned>(date.month())) + "-" + two(static_cast<unsigned>(date.day())) +
           "T" + two(time.hours().count()) + ":" + two(time.minutes().count()) + ":" +
           two(time.seconds().count()) + "Z";
}

bool is_wanted(const PollRules::Texts& rules, const Poco::Dynamic::Var& item)
{
    return std::ranges::all_of(rules.only, [&](const auto& condition) {
        const auto value = scalar_at(item, condition.first);
        return value && std::ranges::count(condition.second, *value) > 0;
    });
}

std::optional<IncomingText> text_in(const PollRules::Texts& rules, const Poco::Dynamic::Var& item,
                                    const std::string& provider)
{
    const auto id = scalar_at(item, rules.id);
    const auto from = scalar_at(item, rules.from);
    const auto text = scalar_at(item, rules.text);
    // Without an id it would come again with every question.
    if (!id || id->empty() || !from || !text || !is_wanted(rules, item))
        return std::nullopt;
    const auto to = rules.to.empty() ? std::nullopt : scalar_at(item, rules.to);
    return IncomingText{provider, tidy(*id, most_id), phone_text(*from),
                        phone_text(to.value_or("")), text->substr(0, most_text)};
}

/// "https://host:port" of an address.
std::string_view origin_of(std::string_view url)
{
    const auto scheme = url.find("://");
    return scheme == std::string_view::npos ? std::string_view()
                                            : url.substr(0, url.find('/', scheme + 3));
}

/// Where the list goes on: at the host that was asked, since the question carries our password.
std::optional<std::string> next_url(const std::string& asked, const std::string& next)
{
    if (next.starts_with('/') && !next.starts_with("//"))
        return std::string(origin_of(asked)) + next;
    return !next.empty() && origin_of(next) == origin_of(asked) ? std::optional(next)
                                                                : std::nullopt;
}

} // namespace

HttpRequest GatewayPoll::question(const Template& url, const SlotValues& values) const
{
    RequestTemplate question;
    question.method = "GET";
    question.type = BodyType::Query;
    question.url = url;
    question.headers = driver_.request.headers;
    question.user = driver_.request.user;
    question.password = driver_.request.password;
    auto request = fill(question, values);
    request.networks = networks_;
    return request;
}

std::optional<std::string> GatewayPoll::get(const Template& url, const SlotValues& values)
{
    return perform(question(url, values));
}

std::optional<std::string> GatewayPoll::perform(HttpRequest request)
{
    const auto answer = client_.perform(request);
    if (!answer || answer->status / 100 != 2)
        return std::nullopt;
    return answer->body;
}

std::vector<PageNews> GatewayPoll::fate(const AskedPage& page, const std::string& provider)
{
    const auto& rules = *driver_.poll->receipt;
    auto values = fixed_;
    values.reference = page.reference;
    const auto body = get(rules.url, values);
    if (!body)
        return {};
    const auto json = parse_json(*body);
    const auto state = scalar_at(json, rules.state);
    const auto known = state ? rules.states.find(*state) : rules.states.end();
    if (known == rules.states.end() || known->second == store::Fate::Underway)
        return {};
    PageNews news{provider, page.delivery, Arrived{}, {}};
    if (!rules.code.empty())
        news.code = tidy(scalar_at(json, rules.code).value_or(""), most_code);
    const CodeTable codes{driver_.answer.code_errors, driver_.answer.text_errors};
    if (known->second == store::Fate::Lost)
        news.said = Lost{codes.blame(news.code)};
    return {std::move(news)};
}

std::optional<std::vector<IncomingText>> GatewayPoll::texts(store::Instant since,
                                                            const std::string& provider)
{
    const auto& rules = *driver_.poll->texts;
    auto values = fixed_;
    values.since = time_text(since);
    auto request = question(rules.url, values);
    std::vector<IncomingText> texts;
    for (int page = 0; page < most_pages; ++page) {
        const auto body = perform(request);
        if (!body)
            return std::nullopt; // half a list would hide what is on the other half
        const auto json = parse_json(*body);
        for (const auto& item : items_at(json, rules.list)) {
            if (auto text = text_in(rules, item, provider))
                texts.push_back(std::move(*text));
        }
        const auto next = rules.next.empty()
                              ? std::nullopt
                              : next_url(request.url, scalar_at(json, rules.next).value_or(""));
        if (!next)
            break;
        request.url = *next;
    }
    std::ranges::reverse(texts); // gateways tell the newest first
    return texts;
}

} // namespace relay::channels
