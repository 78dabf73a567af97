#pragma once
#include "store/model/words.h"

namespace store {

/// A way out of the house. Push only says that something waits in the secure inbox; WctpPeer is
/// another gateway that takes pages from us, WctpPush the callback of who gave us a message.
enum class Channel { Secure, Push, Email, Sms, Ivr, Snpp, WctpPeer, WctpPush };

template <>
struct Words<Channel> {
    static constexpr std::array table{std::pair{Channel::Secure, "secure"},
                                      std::pair{Channel::Push, "push"},
                                      std::pair{Channel::Email, "email"},
                                      std::pair{Channel::Sms, "sms"},
                                      std::pair{Channel::Ivr, "ivr"},
                                      std::pair{Channel::Snpp, "snpp"},
                                      std::pair{Channel::WctpPeer, "wctp_peer"},
                                      std::pair{Channel::WctpPush, "wctp_push"}};
};

/// How far a page got. In rank order: progress only ever rises, except that a failure may follow
/// `accepted`. Also what a group's escalation and a contact's redundancy wait for.
enum class Progress { Pending, Accepted, Delivered, Read, Replied, Failed };

template <>
struct Words<Progress> {
    static constexpr std::array table{
        std::pair{Progress::Pending, "pending"},     std::pair{Progress::Accepted, "accepted"},
        std::pair{Progress::Delivered, "delivered"}, std::pair{Progress::Read, "read"},
        std::pair{Progress::Replied, "replied"},     std::pair{Progress::Failed, "failed"}};
};

} // namespace store
