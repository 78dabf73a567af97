#pragma once
#include "relay/voice/wire.h"
#include <functional>
#include <memory>

namespace relay::phone {

/// Calls by SIP (RFC 3261) over one trunk or registration. In libre's thread only.
class SipPhone {
public:
    using Tell = std::function<void(const voice::News&)>;

    /// Throws std::runtime_error where the trunk's settings cannot be used. Without registration
    /// `Ready` is told at once, else when the registrar has said yes.
    SipPhone(const voice::TrunkSettings& trunk, Tell tell);
    ~SipPhone();
    SipPhone(const SipPhone&) = delete;
    SipPhone& operator=(const SipPhone&) = delete;

    /// Orders about a call that is over, or never was, say nothing.
    void take(const voice::Order& order);

    /// Ends all calls and the registration; `closed` when the other sides know.
    void close(std::function<void()> closed);

private:
    class Inside;
    std::unique_ptr<Inside> inside_;
};

} // namespace relay::phone
