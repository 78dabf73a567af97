#include "relay/engine/outgoing_page.h"
#include "store/link_repository.h"
#include "store/token.h"

namespace relay::engine {
namespace {

using namespace std::chrono_literals;

/// Of links to messages that never expire.
constexpr store::Millis longest_life = 24h;

} // namespace

core::StubWords words_with_link(const PageMaterial& of)
{
    const auto& house = of.house;
    auto words = house.rules.words;
    if (house.rules.link_base.empty() || core::may_leave_in_full(of.contact))
        return words;
    const auto ticket = store::make_ticket();
    store::PageLink link;
    link.id = house.ids.make<store::LinkId>(house.now());
    link.hash = store::token_hash(ticket);
    link.page = of.page.id;
    link.contact = of.contact.id;
    link.channel = of.delivery.channel;
    link.created = house.now();
    link.expires = of.message.expires.value_or(house.now() + longest_life);
    house.writer.run(
        [&](store::Connection& connection) { store::LinkRepository(connection).insert(link); });
    words.inbox_url = house.rules.link_base + "/o/" + ticket;
    return words;
}

} // namespace relay::engine
