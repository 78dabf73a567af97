#include "relay/gateway/page_news.h"
#include "relay/engine/commit.h"
#include "relay/intake/observation.h"
#include "relay/service/log.h"
#include "store/delivery_repository.h"
#include "store/message_repository.h"
#include "store/reply_repository.h"
#include <algorithm>

namespace relay::gateway {
namespace {

using store::Channel;

/// Those whose peers are asked, or say it by themselves; the others' news are receipts.
bool tells_news(Channel channel)
{
    return channel == Channel::WctpPeer || channel == Channel::Snpp || channel == Channel::Sms;
}

class News {
public:
    News(store::Connection& connection, const engine::House& house, const channels::PageNews& news,
         const store::Delivery& delivery)
        : connection_(connection), house_(house), news_(news), delivery_(delivery)
    {
    }

    void operator()(const channels::Underway&) {}
    void operator()(const channels::Arrived& arrived) { receipt(arrived); }
    void operator()(const channels::Lost& lost) { receipt(lost); }
    void operator()(const channels::WasRead&)
    {
        receipt(channels::Arrived{});
        engine::Commit(connection_, house_)
            .progressed(delivery_.page, store::Progress::Read, store::word(delivery_.channel));
    }
    void operator()(const channels::Answered& answered)
    {
        receipt(channels::Arrived{});
        store::Reply reply;
        reply.page = delivery_.page;
        reply.contact = delivery_.contact;
        reply.channel = delivery_.channel;
        reply.choice = choice_of(answered);
        reply.reference = answered.reference;
        const auto text = intake::fitting_answer(answered.text);
        if (is_known(reply, intake::clean_answer(text)))
            return;
        const auto taken = intake::record_reply(house_, connection_, reply, text);
        if (!taken) // an answer that counts for nothing is still somebody who read it
            refuse(taken.error());
    }

private:
    template <class Fate>
    void receipt(const Fate& fate)
    {
        engine::Commit(connection_, house_)
            .receipt({news_.provider, {}, delivery_.id, fate, news_.code, {}});
    }

    /// The gateway forgets it, so it stands here what became of it.
    void refuse(intake::NotObserved why)
    {
        operator()(channels::WasRead{});
        const auto word = intake::word(why);
        engine::Commit(connection_, house_)
            .remark(delivery_.id, "answer_refused", "it was " + std::string(word));
        service::log::room("gateway").warning(
            "an answer counts for nothing",
            {{"provider", news_.provider}, {"delivery", delivery_.id}, {"why", word}});
    }

    /// From 1; 0: none of the message's.
    int choice_of(const channels::Answered& answered)
    {
        const auto message =
            store::MessageRepository(connection_, house_.vault).find(delivery_.message);
        if (!message)
            return 0;
        if (answered.choice > 0 && answered.choice <= message->choices.size())
            return static_cast<int>(answered.choice);
        return intake::choice_meant(*message, answered.text);
    }

    /// Said again; "yes" after "no" after "yes" is not, where the peer can tell them apart.
    bool is_known(const store::Reply& reply, const std::string& text)
    {
        const auto before =
            store::ReplyRepository(connection_, house_.vault).of_page(delivery_.page);
        return std::ranges::any_of(before, [&](const auto& other) {
            const bool may_be_same = other.reference.empty() || reply.reference.empty() ||
                                     other.reference == reply.reference;
            return may_be_same && other.channel == reply.channel && other.choice == reply.choice &&
                   (reply.choice != 0 || other.text.reveal() == text);
        });
    }

    store::Connection& connection_;
    const engine::House& house_;
    const channels::PageNews& news_;
    const store::Delivery& delivery_;
};

} // namespace

bool record(store::Connection& connection, const engine::House& house,
            const channels::PageNews& news)
{
    const auto delivery = store::DeliveryRepository(connection).find(news.delivery);
    if (!delivery || !delivery->page.valid() || delivery->kind == store::DeliveryKind::Notice ||
        !tells_news(delivery->channel) || (news.channel && delivery->channel != *news.channel))
        return false;
    store::MessageRepository(connection, house.vault).lock(delivery->message);
    std::visit(News(connection, house, news, *delivery), news.said);
    return true;
}

} // namespace relay::gateway
