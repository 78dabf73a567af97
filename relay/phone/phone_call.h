#pragma once
#include "relay/phone/call_media.h"
#include "relay/phone/speech.h"
#include "relay/voice/wire.h"
#include <functional>
#include <optional>
#include <string>

namespace relay::phone {

/// Name and password for digest authentication. One challenge is answered; a second one means
/// that they are wrong, and a third try could lock us out.
struct Account {
    std::string user;
    std::string password;
};

/// What a call needs of the phone. All of it outlives the call.
struct CallGround {
    sipsess_sock* socket = nullptr;
    sa local{};
    std::string route; ///< the proxy
    const voice::TrunkSettings& trunk;
    const Account& account;
    std::function<void(const voice::News&)> tell;
    std::function<void(const std::string& call)> over; ///< may end the call's object, later
};

/// One call out. In libre's thread only.
class PhoneCall {
public:
    /// Throws std::runtime_error where it cannot be placed.
    PhoneCall(const CallGround& ground, std::string name, const std::string& uri);
    ~PhoneCall(); ///< CANCEL or BYE
    PhoneCall(const PhoneCall&) = delete;
    PhoneCall& operator=(const PhoneCall&) = delete;

    void say(const voice::order::Say& say);
    void hush();

private:
    void connect(const std::string& uri);
    void ended(int error, const sip_msg* message);
    void tell(const voice::News& news) const { ground_.tell(news); }

    static int on_offer(mbuf** answer, const sip_msg* message, void* self);
    static int on_answer(const sip_msg* message, void* self);
    static void on_progress(const sip_msg* message, void* self);
    static void on_established(const sip_msg* message, void* self);
    static void on_info(sip* stack, const sip_msg* message, void* self);
    static void on_close(int error, const sip_msg* message, void* self);

    const CallGround& ground_;
    std::string name_;
    CallMedia media_;
    std::optional<Speech> speech_;
    Reference<sipsess> session_;
};

/// libre's sip_auth_h: gives `account` (an Account) away.
int authenticate(char** user, char** password, const char* realm, void* account);

} // namespace relay::phone
