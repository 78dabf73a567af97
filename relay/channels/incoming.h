#pragma once
#include "relay/channels/channel.h"
#include "store/model/channel.h"
#include "store/model/id.h"
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

// What comes back from a gateway after its answer: receipts, and texts that people send.

namespace relay::channels {

/// The phone or mailbox has it.
struct Arrived {
    bool operator==(const Arrived&) const = default;
};

/// It will never arrive.
struct Lost {
    Blame blame = Blame::Provider;
    bool is_bad_address = false; ///< Detail, of a mail: there is no such mailbox
    bool operator==(const Lost&) const = default;
};

/// Still on its way; for the record only.
struct Underway {
    bool operator==(const Underway&) const = default;
};

/// A text that a person sent to one of our numbers.
struct IncomingText {
    std::string provider;
    std::string id;   ///< the gateway's; may be empty
    std::string from; ///< E.164 with '+' where the gateway says so
    std::string to;
    std::string text; ///< UTF-8
    bool operator==(const IncomingText&) const = default;
};

/// The gateway's word about one text, or one part of it. May come late, twice, out of order, and
/// before send() has returned.
struct Receipt {
    std::string provider;       ///< Channel::provider() of who sent the text
    std::string reference;      ///< as in Accepted
    store::DeliveryId delivery; ///< where the gateway gives ours back; else not valid
    std::variant<Underway, Arrived, Lost> state;
    std::string code;   ///< the gateway's own
    std::string detail; ///< for the operator
    bool operator==(const Receipt&) const = default;
};

/// The person opened it.
struct WasRead {
    bool operator==(const WasRead&) const = default;
};

/// The person answered: the words of a choice, or others.
struct Answered {
    std::string text;       ///< UTF-8
    std::size_t choice = 0; ///< from 1, where the peer says only which; as numbered in PageOut
    /// By which the peer says this answer again, and no other one in the same words; empty: it has
    /// none.
    std::string reference{};
    bool operator==(const Answered&) const = default;
};

/// What a peer that takes pages (PageOut) says of one afterwards. May come late, twice and out of
/// order.
struct PageNews {
    std::string provider;
    store::DeliveryId delivery;
    std::variant<Underway, Arrived, WasRead, Lost, Answered> said;
    std::string code; ///< the peer's own
    /// The only one whose pages it may speak of; empty: it was asked about this very page.
    std::optional<store::Channel> channel{};
    bool operator==(const PageNews&) const = default;
};

/// What a person did during a call. Comes before send() has returned; each progress once.
struct Heard {
    /// What was keyed in. StopCalling: no more calls to this number, as an opt-out.
    enum class Answer { None, Choice, Accepted, Declined, StopCalling };

    std::string provider;
    store::DeliveryId delivery;
    store::Progress progress = store::Progress::Delivered; ///< Delivered, Read or Replied
    Answer answer = Answer::None;                          ///< something else goes with Replied
    std::size_t choice = 0; ///< from 1, for Answer::Choice; as numbered in CallOut
    bool operator==(const Heard&) const = default;
};

/// Who listens inside the house. Any thread; blocks until the answer is known.
///
/// True: it is committed, or was known before, or nobody here can ever need it. False: not now; the
/// gateway is to say it again.
class Ears {
public:
    virtual ~Ears() = default;
    virtual bool hear(const Receipt& receipt) = 0;
    virtual bool hear(const IncomingText& text) = 0;
};

/// Who listens to peers that take pages; as Ears.
class PageEars {
public:
    enum class Heard {
        Taken,
        Unknown, ///< we sent no such page
        NotNow   ///< to be said again
    };
    virtual ~PageEars() = default;
    virtual Heard hear(const PageNews& news) = 0;
};

/// A page whose peer is to be asked.
struct AskedPage {
    store::DeliveryId delivery;
    std::string to;         ///< as in PageOut
    std::string reference;  ///< as in Accepted
    std::string provider{}; ///< which of several gateways has it
};

/// What the peer says when asked: all news so far, the oldest first; no earlier question about this
/// page than after `pause`.
struct AskAnswer {
    std::vector<PageNews> news;
    std::chrono::milliseconds pause{0};
    bool is_final = false; ///< there will be no more
    std::vector<std::string>
        passed_over{};     ///< why a part of it could not be read; for the operator
    std::string trouble{}; ///< why there is no answer, for the same; empty: it is one
};

/// Asks a peer that says nothing by itself. One thread; blocks as Channel::send() does.
class Asker {
public:
    virtual ~Asker() = default;
    virtual AskAnswer ask(const AskedPage& page) = 0;
    /// The texts that came in since then, the oldest first; each has an id, so that it may be told
    /// again. Empty: no answer.
    virtual std::optional<std::vector<IncomingText>> texts(store::Instant) { return std::nullopt; }
    /// How often texts are to be asked for; empty: there are none.
    virtual std::optional<std::chrono::milliseconds> texts_interval() const { return {}; }
};

/// Who listens to calls; as Ears.
class CallEars {
public:
    virtual ~CallEars() = default;
    virtual bool hear(const Heard& heard) = 0;
};

} // namespace relay::channels
