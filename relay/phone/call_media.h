#pragma once
#include "relay/phone/re.h"
#include "relay/voice/speech_samples.h"
#include "relay/voice/telephone_keys.h"
#include <cstdint>
#include <functional>

namespace relay::phone {

/// The sound of one call: PCMU or PCMA in RTP both ways (RFC 3550, 3551), keys by RFC 4733, or out
/// of the sound itself where the other side has no telephone-event. In libre's thread only.
class CallMedia {
public:
    struct Events {
        std::function<void(char key)> key;
        std::function<void(int prompt)> spoken; ///< to its end
    };

    /// Throws std::runtime_error where no port is free.
    CallMedia(const sa& local, std::uint16_t first_port, std::uint16_t last_port, Events events);
    ~CallMedia();
    CallMedia(const CallMedia&) = delete;
    CallMedia& operator=(const CallMedia&) = delete;

    /// Our SDP; empty: it could not be made.
    Reference<mbuf> description(bool is_offer);
    /// Takes the other's SDP: its answer, or an offer of its own. False: nothing in common.
    bool take(mbuf* description, bool is_offer);

    void start(); ///< sound flows, silence at first
    /// Takes the place of what is being spoken.
    void play(int prompt, voice::TelephoneSound sound);
    void hush();

private:
    static void on_packet(const sa* source, const rtp_header* header, mbuf* packet, void* self);
    static void on_tick(void* self);
    static void on_tone(char key, void* self);

    void hear(const sa& source, const rtp_header& header, mbuf& packet);
    void hear_sound(const rtp_header& header, const mbuf& packet);
    bool choose_formats();
    void send_frame();
    std::uint8_t next_sample();
    void end_of_frame();

    Events events_;
    Reference<struct rtp_sock> rtp_;
    Reference<sdp_session> session_;
    sdp_media* media_ = nullptr; ///< the session's
    Reference<dtmf_dec> tones_;  ///< only where the other side has no telephone-event
    voice::EventKeys event_keys_;
    tmr timer_{};
    std::uint64_t next_frame_ms_ = 0;
    std::uint32_t timestamp_ = 0;
    int codec_ = 0;      ///< RTP payload type: 0 PCMU, 8 PCMA
    int event_type_ = 0; ///< payload type of telephone-event in the other's SDP; 0: none
    bool is_first_ = true;
    voice::TelephoneSound sound_;
    std::size_t position_ = 0;
    int prompt_ = 0; ///< 0: none
};

} // namespace relay::phone
