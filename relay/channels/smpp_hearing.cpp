#include "relay/channels/smpp_hearing.h"
#include "relay/channels/smpp_verdict.h"
#include "relay/smpp/status.h"
#include <algorithm>
#include <exception>
#include <iterator>
#include <utility>

namespace relay::channels {

namespace {

using std::chrono::steady_clock;

constexpr std::size_t most_waiting = 1000;

/// SMPP 3.4 5.2.5: TON 1 is an international number.
std::string number_of(const smpp::Address& address)
{
    const bool is_international = address.ton == 1 && !address.text.starts_with('+');
    return (is_international ? "+" : "") + address.text;
}

/// When the store gives way, the message centre is to keep it.
template <class News>
bool is_heard_by(Ears& ears, const News& news)
{
    try {
        return ears.hear(news);
    } catch (const std::exception&) {
        return false;
    }
}

} // namespace

SmppHearing::SmppHearing(const SmppSettings& settings, Ears& ears)
    : settings_(settings), ears_(ears), reassembly_(settings.parts_patience),
      thread_([this](std::stop_token stop) { run(std::move(stop)); })
{
}

SmppHearing::~SmppHearing()
{
    stop();
}

void SmppHearing::stop()
{
    thread_.request_stop();
    if (thread_.joinable())
        thread_.join();
}

void SmppHearing::take(SmppLink& link, Ticket ticket, smpp::ShortMessage message)
{
    {
        const std::lock_guard lock(mutex_);
        if (queue_.size() < most_waiting) {
            queue_.push_back({&link, ticket, std::move(message)});
            arrived_.notify_one();
            return;
        }
    }
    link.respond(ticket, smpp::status::system_error);
}

std::deque<SmppHearing::Delivered> SmppHearing::next(std::stop_token stop)
{
    const auto patience =
        std::min<std::chrono::milliseconds>(settings_.parts_patience, std::chrono::seconds(5));
    std::unique_lock lock(mutex_);
    arrived_.wait_for(lock, std::move(stop), patience, [this] { return !queue_.empty(); });
    return std::exchange(queue_, {});
}

void SmppHearing::run(std::stop_token stop)
{
    while (!stop.stop_requested()) {
        for (auto& [link, ticket, message] : next(stop)) {
            if (stop.stop_requested())
                break; // without an answer the message centre says it again
            const bool heard = is_heard(message);
            link->respond(ticket, heard ? smpp::status::ok : smpp::status::system_error);
        }
        tell_incomplete(reassembly_.given_up(steady_clock::now()));
    }
    tell_incomplete(reassembly_.all());
}

bool SmppHearing::is_heard(const smpp::ShortMessage& message)
{
    if (const auto news = smpp::read_receipt(message)) {
        const auto receipt = receipt_of(*news, settings_.name, settings_.message_ids);
        return receipt.reference.empty() || is_heard_by(ears_, receipt);
    }
    const auto content = smpp::content_of(message);
    if (content.part.total == 1)
        return is_heard(
            smpp::Reassembly::Text{message.from,
                                   message.to,
                                   {smpp::Reassembly::Part{message.data_coding, content.bytes}}});
    const auto* whole = reassembly_.take(message, content, steady_clock::now());
    if (whole == nullptr)
        return true;
    if (!is_heard(*whole))
        return false;
    reassembly_.forget(message, content.part);
    return true;
}

bool SmppHearing::is_heard(const smpp::Reassembly::Text& text)
{
    const auto words = smpp::text_of(text, settings_.incoming_alphabet);
    if (!words)
        return true; // bytes for a machine: nobody here could read them
    return is_heard_by(
        ears_, IncomingText{settings_.name, {}, number_of(text.from), number_of(text.to), *words});
}

void SmppHearing::tell_incomplete(std::vector<smpp::Reassembly::Text> texts)
{
    std::move(texts.begin(), texts.end(), std::back_inserter(incomplete_));
    std::erase_if(incomplete_, [this](const auto& text) { return is_heard(text); });
}

} // namespace relay::channels
