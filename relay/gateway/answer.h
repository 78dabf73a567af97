#pragma once
#include "relay/channels/incoming.h"
#include "relay/core/reply_match.h"
#include "relay/engine/house.h"
#include "relay/intake/observation.h"
#include "store/connection.h"
#include "store/contact_repository.h"
#include "store/model/incoming.h"
#include <set>
#include <vector>

// One text from a person, inside one transaction.

namespace relay::gateway {

/// Finds the pages that the sender may mean and does what the text asks.
class Answer {
public:
    Answer(store::Connection& connection, const engine::House& house, const core::KeyWords& words,
           const channels::IncomingText& incoming);

    /// False: this text came before.
    bool take();

private:
    using Owner = store::ContactRepository::Owner;

    std::string verdict();
    std::string strangers(const core::ReplyMatch& match);
    std::vector<core::OpenQuestion> questions();
    void add_questions(const Owner& owner, std::vector<core::OpenQuestion>& questions);
    bool was_sent_there(store::PageId page, store::DetailId detail);
    bool was_bundled(store::PageId page);

    std::string act(const core::ReplyMatch& match);
    std::string act(const core::ChoiceMeant& meant);
    std::string act(const core::NoSuchChoice& meant);
    std::string act(const core::TextMeant& meant);
    std::string act(const core::DeclineMeant& meant);
    std::string act(const core::DoneMeant& meant);
    std::string act(const core::AllMeant& meant);
    std::string act(const core::PageNotNamed&);
    std::string act(const core::NothingAsked&);
    std::string act(const core::LeaveAsked&);
    std::string act(const core::ReturnAsked&);
    std::string act(const core::HelpAsked&);

    std::string reply(store::PageId page, int choice, const std::string& text);
    store::Reply reply_to(store::PageId page);
    std::string too_late(store::PageId page, intake::NotObserved why);
    bool is_opted_out(const Owner& owner) const;
    std::string opt_out(bool out, const std::string& confirmation);
    bool is_open(store::PageId page);
    void ask(const std::string& words);
    void say(const std::string& words);

    store::Connection& connection_; ///< outlives us, as do those below
    const engine::House& house_;
    const core::KeyWords& words_;
    const channels::IncomingText& incoming_;
    std::vector<Owner> owners_;
    std::vector<store::Page> pages_; ///< those asked about, newest first
    std::set<store::PageId> has_choices_;
    store::ReceivedText row_;
};

} // namespace relay::gateway
