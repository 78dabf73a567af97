#include "relay/phone/phone_call.h"
#include <cstring>
#include <stdexcept>

namespace relay::phone {

namespace {

std::string text_of(const pl& words)
{
    return words.p == nullptr ? std::string() : std::string(words.p, words.l);
}

int seconds_of(const sip_msg& message)
{
    const auto* header = sip_msg_hdr(&message, SIP_HDR_RETRY_AFTER);
    constexpr std::uint32_t longest = 3600;
    return header == nullptr ? 0 : static_cast<int>(std::min(pl_u32(&header->val), longest));
}

voice::news::Ended end_of(const std::string& name, int error, const sip_msg* message)
{
    voice::news::Ended ended{name};
    if (message != nullptr && !message->req && message->scode >= 300) {
        ended.code = message->scode;
        ended.retry_after_s = seconds_of(*message);
        ended.detail = text_of(message->reason);
    } else if (error != 0) {
        ended.detail = std::strerror(error);
    }
    return ended;
}

} // namespace

int authenticate(char** user, char** password, const char*, void* account)
{
    const auto& known = *static_cast<const Account*>(account);
    if (known.user.empty())
        return EAUTH;
    const int error = str_dup(user, known.user.c_str());
    return error != 0 ? error : str_dup(password, known.password.c_str());
}

PhoneCall::PhoneCall(const CallGround& ground, std::string name, const std::string& uri)
    : ground_(ground), name_(std::move(name)),
      media_(ground.local, static_cast<std::uint16_t>(ground.trunk.first_rtp_port),
             static_cast<std::uint16_t>(ground.trunk.last_rtp_port),
             {[this](char key) {
                  tell(voice::news::KeyPressed{name_, key});
              },
              [this](int prompt) {
                  tell(voice::news::PromptEnded{name_, prompt, true});
              }})
{
    connect(uri);
}

PhoneCall::~PhoneCall() = default; // the session goes first, and says CANCEL or BYE

void PhoneCall::connect(const std::string& uri)
{
    const auto offer = media_.description(true);
    if (!offer)
        throw std::runtime_error("the SDP offer could not be made");
    const char* route = ground_.route.c_str();
    const auto& trunk = ground_.trunk;
    const char* name = trunk.from_name.empty() ? nullptr : trunk.from_name.c_str();
    const char* contact = trunk.user.empty() ? "belfry" : trunk.user.c_str();
    sipsess* session = nullptr;
    const int error =
        sipsess_connect(&session, ground_.socket, uri.c_str(), name, trunk.from.c_str(), contact,
                        &route, 1, "application/sdp", offer.get(), authenticate,
                        const_cast<Account*>(&ground_.account), false, on_offer, on_answer,
                        on_progress, on_established, on_info, nullptr, on_close, this, nullptr);
    if (error != 0)
        throw std::runtime_error(std::strerror(error));
    session_.reset(session);
}

void PhoneCall::say(const voice::order::Say& say)
{
    media_.hush();
    speech_.reset();
    const auto failed = [this, prompt = say.prompt] {
        tell(voice::news::PromptEnded{name_, prompt, false});
    };
    const auto done = [this, failed,
                       prompt = say.prompt](std::optional<voice::TelephoneSound> sound) {
        if (sound)
            media_.play(prompt, std::move(*sound));
        else
            failed();
    };
    try {
        speech_.emplace(ground_.trunk.speech, say.text, say.language, done);
    } catch (const std::runtime_error&) {
        failed();
    }
}

void PhoneCall::hush()
{
    speech_.reset();
    media_.hush();
}

void PhoneCall::ended(int error, const sip_msg* message)
{
    tell(end_of(name_, error, message));
    ground_.over(name_);
}

/// A re-INVITE: hold, or a session timer (RFC 4028).
int PhoneCall::on_offer(mbuf** answer, const sip_msg* message, void* self)
{
    auto& media = static_cast<PhoneCall*>(self)->media_;
    const bool has_offer = mbuf_get_left(message->mb) > 0;
    if (has_offer && !media.take(message->mb, true))
        return EPROTO;
    auto made = media.description(!has_offer);
    *answer = made.release();
    return *answer == nullptr ? ENOMEM : 0;
}

int PhoneCall::on_answer(const sip_msg* message, void* self)
{
    return static_cast<PhoneCall*>(self)->media_.take(message->mb, false) ? 0 : EPROTO;
}

void PhoneCall::on_progress(const sip_msg* message, void* self)
{
    const auto& call = *static_cast<PhoneCall*>(self);
    call.tell(voice::news::Progressed{call.name_, message->scode});
}

void PhoneCall::on_established(const sip_msg*, void* self)
{
    auto& call = *static_cast<PhoneCall*>(self);
    call.media_.start();
    call.tell(voice::news::Answered{call.name_});
}

void PhoneCall::on_info(sip* stack, const sip_msg* message, void* self)
{
    const auto& call = *static_cast<PhoneCall*>(self);
    const std::string_view body(reinterpret_cast<const char*>(mbuf_buf(message->mb)),
                                mbuf_get_left(message->mb));
    const bool is_key = msg_ctype_cmp(&message->ctyp, "application", "dtmf-relay") ||
                        msg_ctype_cmp(&message->ctyp, "application", "dtmf");
    const auto key = is_key ? voice::key_of_info(body) : std::nullopt;
    sip_reply(stack, message, 200, "OK");
    if (key)
        call.tell(voice::news::KeyPressed{call.name_, *key});
}

void PhoneCall::on_close(int error, const sip_msg* message, void* self)
{
    static_cast<PhoneCall*>(self)->ended(error, message);
}

} // namespace relay::phone
