#include "relay/gateway/page_poller.h"
#include "relay/service/log.h"
#include "store/attempt_repository.h"
#include "store/delivery_repository.h"
#include "store/id_generator.h"
#include <algorithm>
#include <iterator>

namespace relay::gateway {
namespace {

using namespace std::chrono_literals;

/// How long a page can be answered.
constexpr store::Millis answerable = 24h;
constexpr std::size_t read_at_once = 500;
constexpr store::Millis overlap = 2min;
constexpr store::Millis longest_look = 10s;

service::log::Room& log_room()
{
    static auto& room = service::log::room("gateway");
    return room;
}

std::string address_of(const store::Directory& people, const store::Delivery& delivery)
{
    const auto* contact = people.contact(delivery.contact);
    if (contact == nullptr)
        return {};
    const auto found =
        std::ranges::find(contact->details, delivery.detail, &store::ContactDetail::id);
    return found == contact->details.end() ? std::string() : found->address;
}

} // namespace

PagePoller::~PagePoller()
{
    stop();
}

void PagePoller::add(store::Channel channel, channels::Asker& asker)
{
    askers_[channel] = &asker;
}

void PagePoller::start()
{
    if (askers_.empty())
        return;
    ticker_.start([this] { look(); },
                  [](const std::exception& trouble) {
                      log_room().error("cannot ask what became of pages, trying again",
                                       {{"why", trouble.what()}});
                  });
}

void PagePoller::stop()
{
    ticker_.stop();
}

void PagePoller::look()
{
    std::erase_if(not_before_,
                  [this](const auto& asked) { return asked.second + answerable < house_.now(); });
    std::erase_if(told_, [this](const auto& one) { return !not_before_.contains(one.first); });
    for (const auto& [channel, asker] : askers_) {
        look_at(channel, *asker);
        fetch_texts(channel, *asker);
    }
}

void PagePoller::look_at(store::Channel channel, channels::Asker& asker)
{
    const auto people = house_.people();
    const auto end = house_.now() + longest_look; // then with those that came meanwhile
    for (const auto& delivery : waiting(channel)) {
        if (house_.now() > end)
            return;
        const auto asked = not_before_.find(delivery.id);
        if (asked != not_before_.end() && asked->second > house_.now())
            continue;
        if (auto to = address_of(*people, delivery); !to.empty())
            ask(channel, asker,
                {delivery.id, std::move(to), delivery.reference, provider_of(delivery)},
                store::IdGenerator::instant_of(delivery.id.value));
        if (ticker_.is_stopping())
            return;
    }
}

/// The newest first: the oldest were asked about often enough.
std::vector<store::Delivery> PagePoller::waiting(store::Channel channel) const
{
    const auto reader = house_.database.reader();
    store::DeliveryRepository deliveries(*reader);
    std::vector<store::Delivery> all;
    while (true) {
        const auto after = all.empty() ? store::DeliveryId{} : all.back().id;
        const auto more =
            deliveries.unanswered(channel, house_.now() - answerable, after, read_at_once);
        std::ranges::copy(more, std::back_inserter(all));
        if (more.size() < read_at_once)
            break;
    }
    std::ranges::reverse(all);
    return all;
}

/// Who took it.
std::string PagePoller::provider_of(const store::Delivery& delivery) const
{
    const auto reader = house_.database.reader();
    const auto attempts = store::AttemptRepository(*reader, house_.vault).of_delivery(delivery.id);
    return attempts.empty() ? std::string() : attempts.back().provider;
}

/// What cannot be written down now is said again with the next answer, which holds everything. An
/// old page is asked about less often.
void PagePoller::ask(store::Channel channel, channels::Asker& asker,
                     const channels::AskedPage& page, store::Instant made)
{
    const auto answer = asker.ask(page);
    judge(channel, answer);
    tell_passed_over(page, answer);
    const auto age = house_.now() - made;
    const auto pause = std::clamp<store::Millis>(age / 8, answer.pause, 8 * answer.pause);
    not_before_[page.delivery] = house_.now() + pause;
    for (const auto& news : answer.news) {
        if (ears_.hear(news) == channels::PageEars::Heard::NotNow)
            return;
    }
    if (answer.is_final)
        not_before_[page.delivery] = house_.now() + answerable;
}

/// Each trouble stands in the log when it begins, not with each page.
void PagePoller::judge(store::Channel channel, const channels::AskAnswer& answer)
{
    auto& standing = standing_[channel];
    const bool is_bad = !answer.trouble.empty();
    if (is_bad && answer.trouble != standing.trouble)
        log_room().warning("a gateway does not say what became of its pages",
                           {{"channel", store::word(channel)}, {"why", answer.trouble}});
    if (!is_bad && !standing.trouble.empty())
        log_room().notice("a gateway says again what became of its pages",
                          {{"channel", store::word(channel)}});
    standing.trouble = answer.trouble;
    standing.health =
        core::after(standing.health, is_bad ? core::Sign::Bad : core::Sign::Good, {}, house_.now());
    if (channel == store::Channel::WctpPeer) // a transient client's; who polls has no asker
        house_.metrics.set_poll_ill(!standing.health.is_well());
}

void PagePoller::tell_passed_over(const channels::AskedPage& page,
                                  const channels::AskAnswer& answer)
{
    if (answer.passed_over.empty())
        return;
    auto& told = told_[page.delivery];
    for (const auto& why : answer.passed_over) {
        if (std::ranges::find(told, why) != told.end())
            continue;
        log_room().warning("a part of a gateway's answer cannot be read and is passed over",
                           {{"delivery", page.delivery.text()}, {"why", why}});
        told.push_back(why);
    }
}

/// From a little before the last time on, since clocks differ; the store knows what came before.
void PagePoller::fetch_texts(store::Channel channel, channels::Asker& asker)
{
    const auto interval = asker.texts_interval();
    auto& fetched = fetched_[channel];
    if (!interval || texts_ == nullptr || house_.now() < fetched.next)
        return;
    const auto now = house_.now();
    fetched.next = now + *interval;
    const auto since =
        fetched.until == store::Instant{} ? now - answerable : fetched.until - overlap;
    const auto texts = asker.texts(since);
    if (!texts)
        return;
    for (const auto& text : *texts) {
        if (!texts_->hear(text))
            return;
    }
    fetched.until = now;
}

} // namespace relay::gateway
