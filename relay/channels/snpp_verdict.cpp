#include "relay/channels/snpp_verdict.h"
#include "relay/channels/error_class.h"
#include "relay/channels/peer_text.h"
#include <cstdlib>

namespace relay::channels {

namespace {

constexpr std::size_t most_detail = 160;

/// RFC 1861 4.2. 421 and 554 are the terminal's own trouble; 550 is about what the step was about.
ErrorClass class_of(const snpp::Ended& ended)
{
    const auto code = ended.reply.code;
    if (code == 421 || code == 554 || code / 100 == 4)
        return ErrorClass::ProviderFault;
    if (code / 100 == 7)
        return ErrorClass::Unreachable;
    if (code / 100 != 5) // no answer to what was said
        return ErrorClass::ProviderFault;
    switch (ended.step) {
    case snpp::Step::Greeting:
        return ErrorClass::ProviderFault;
    case snpp::Step::Login:
        return ErrorClass::Credentials;
    case snpp::Step::Pager:
        return code == 550 ? ErrorClass::BadAddress : ErrorClass::BadRequest;
    case snpp::Step::Text:
        return code == 552 ? ErrorClass::TooBig : ErrorClass::BadRequest;
    case snpp::Step::TwoWay:
    case snpp::Step::Option:
    case snpp::Step::Send:
    case snpp::Step::Status:
        return ErrorClass::BadRequest;
    }
    std::abort();
}

} // namespace

Outcome judged(const snpp::Ended& ended)
{
    const auto number = std::to_string(ended.reply.code);
    auto detail = tidy("snpp " + number + " " + ended.reply.text, most_detail);
    if (ended.step == snpp::Step::Send && ended.reply.is_success())
        return Accepted{ended.two_way ? snpp::tag_and_pass(ended.reply) : std::string(),
                        std::move(detail)};
    return outcome_of(class_of(ended), "snpp " + number, std::move(detail));
}

std::vector<PageNews> news_of(const snpp::MessageState& state, const AskedPage& page,
                              const std::string& provider, int code)
{
    using Kind = snpp::MessageState::Kind;
    PageNews news{provider, page.delivery, Underway{}, {}};
    switch (state.kind) {
    case Kind::Unknown:
    case Kind::Queued:
        return {};
    case Kind::Delivered:
        news.said = Arrived{};
        return {news};
    case Kind::Read:
        news.said = WasRead{};
        return {news};
    case Kind::Chosen:
        news.said = Answered{std::to_string(state.choice), state.choice};
        return {news};
    case Kind::Answered:
        news.said = Answered{state.text, 0};
        return {news};
    case Kind::Failed:
        news.said = Lost{Blame::Detail};
        news.code = "snpp " + std::to_string(code);
        return {news};
    }
    std::abort();
}

} // namespace relay::channels
