#include "relay/phone/call_media.h"
#include <algorithm>
#include <netinet/in.h>
#include <optional>
#include <stdexcept>
#include <vector>

namespace relay::phone {

namespace {

constexpr int pcmu = 0;
constexpr int pcma = 8;
constexpr int our_event_type = 101;
constexpr std::size_t frame_samples = 160;
constexpr std::uint64_t frame_ms = 20;
/// What is still on its way when the last sample was sent.
constexpr std::size_t tail_samples = 2400;

void check(int error, const char* what)
{
    if (error != 0)
        throw std::runtime_error(what);
}

bool has_name(const sdp_format& format, const char* name)
{
    return format.name != nullptr && str_casecmp(format.name, name) == 0;
}

/// Empty: neither of ours. The static types need no name (RFC 3551 6).
std::optional<int> codec_of(const sdp_format& format)
{
    const bool has_no_name = format.name == nullptr;
    if (has_name(format, "PCMU") || (has_no_name && format.pt == pcmu))
        return pcmu;
    if (has_name(format, "PCMA") || (has_no_name && format.pt == pcma))
        return pcma;
    return std::nullopt;
}

} // namespace

CallMedia::CallMedia(const sa& local, std::uint16_t first_port, std::uint16_t last_port,
                     Events events)
    : events_(std::move(events)), timestamp_(rand_u32())
{
    tmr_init(&timer_);
    struct rtp_sock* rtp = nullptr;
    check(rtp_listen(&rtp, IPPROTO_UDP, &local, first_port, last_port, false, on_packet, nullptr,
                     this),
          "no RTP port is free");
    rtp_.reset(rtp);
    sdp_session* session = nullptr;
    check(sdp_session_alloc(&session, &local), "no memory for SDP");
    session_.reset(session);
    check(
        sdp_media_add(&media_, session, sdp_media_audio, sa_port(rtp_local(rtp)), sdp_proto_rtpavp),
        "no memory for SDP");
    const auto add = [&](const char* id, const char* name, const char* params) {
        check(params == nullptr ? sdp_format_add(nullptr, media_, false, id, name, 8000, 1, nullptr,
                                                 nullptr, nullptr, false, nullptr)
                                : sdp_format_add(nullptr, media_, false, id, name, 8000, 1, nullptr,
                                                 nullptr, nullptr, false, "%s", params),
              "no memory for SDP");
    };
    add("0", "PCMU", nullptr);
    add("8", "PCMA", nullptr);
    add("101", "telephone-event", "0-15");
    sdp_media_set_lattr(media_, true, "ptime", "%u", 20U);
}

CallMedia::~CallMedia()
{
    tmr_cancel(&timer_);
}

Reference<mbuf> CallMedia::description(bool is_offer)
{
    mbuf* made = nullptr;
    if (sdp_encode(&made, session_.get(), is_offer) != 0)
        return nullptr;
    return Reference<mbuf>(made);
}

bool CallMedia::take(mbuf* description, bool is_offer)
{
    if (sdp_decode(session_.get(), description, is_offer) != 0)
        return false;
    return sdp_media_rport(media_) != 0 && choose_formats();
}

bool CallMedia::choose_formats()
{
    std::optional<int> codec;
    event_type_ = 0;
    for (const auto* link = list_head(sdp_media_format_lst(media_, false)); link != nullptr;
         link = link->next) {
        const auto& format = *static_cast<const sdp_format*>(link->data);
        if (!codec)
            codec = codec_of(format);
        if (has_name(format, "telephone-event"))
            event_type_ = format.pt;
    }
    codec_ = codec.value_or(pcmu);
    if (event_type_ == 0 && !tones_) {
        dtmf_dec* decoder = nullptr;
        if (dtmf_dec_alloc(&decoder, 8000, 1, on_tone, this) == 0)
            tones_.reset(decoder);
    }
    return codec.has_value();
}

void CallMedia::start()
{
    next_frame_ms_ = tmr_jiffies();
    tmr_start(&timer_, 0, on_tick, this);
}

void CallMedia::play(int prompt, voice::TelephoneSound sound)
{
    sound_ = std::move(sound);
    position_ = 0;
    prompt_ = prompt;
}

void CallMedia::hush()
{
    sound_ = {};
    position_ = 0;
    prompt_ = 0;
}

void CallMedia::on_tick(void* self)
{
    auto& media = *static_cast<CallMedia*>(self);
    const auto now = tmr_jiffies();
    // After a pause of the machine the sound goes on from now; it does not race to catch up.
    constexpr std::uint64_t most_behind_ms = 200;
    if (now > media.next_frame_ms_ + most_behind_ms)
        media.next_frame_ms_ = now;
    media.next_frame_ms_ += frame_ms;
    const auto wait = media.next_frame_ms_ > now ? media.next_frame_ms_ - now : 0;
    tmr_start(&media.timer_, wait, on_tick, self);
    media.send_frame();
    media.end_of_frame(); // last: whoever hears of it may end the call
}

std::uint8_t CallMedia::next_sample()
{
    const std::int16_t sample = position_ < sound_.size() ? sound_.at(position_) : 0;
    ++position_;
    // librem negates the lowest sample, which 16 bits cannot hold.
    const auto safe = std::max<std::int16_t>(sample, -32767);
    return codec_ == pcma ? g711_pcm2alaw(safe) : g711_pcm2ulaw(safe);
}

void CallMedia::send_frame()
{
    timestamp_ += frame_samples;
    const auto* peer = sdp_media_raddr(media_);
    const bool may_send = (sdp_media_dir(media_) & SDP_SENDONLY) != 0 && sa_isset(peer, SA_ALL);
    Reference<mbuf> packet(mbuf_alloc(RTP_HEADER_SIZE + frame_samples));
    if (!packet)
        return;
    packet->pos = packet->end = RTP_HEADER_SIZE;
    for (std::size_t i = 0; i < frame_samples; ++i)
        mbuf_write_u8(packet.get(), next_sample());
    packet->pos = RTP_HEADER_SIZE;
    if (may_send)
        rtp_send(rtp_.get(), peer, false, is_first_, static_cast<std::uint8_t>(codec_), timestamp_,
                 packet.get());
    is_first_ = false;
}

void CallMedia::end_of_frame()
{
    if (prompt_ == 0 || position_ < sound_.size() + tail_samples)
        return;
    const int spoken = prompt_;
    hush();
    events_.spoken(spoken);
}

void CallMedia::on_packet(const sa* source, const rtp_header* header, mbuf* packet, void* self)
{
    static_cast<CallMedia*>(self)->hear(*source, *header, *packet);
}

void CallMedia::hear(const sa& source, const rtp_header& header, mbuf& packet)
{
    // Only whom the answer named may press keys.
    if (!sa_cmp(&source, sdp_media_raddr(media_), SA_ADDR))
        return;
    if (header.pt == pcmu || header.pt == pcma)
        return hear_sound(header, packet);
    if (header.pt != our_event_type && (event_type_ == 0 || header.pt != event_type_))
        return;
    const std::string_view payload(reinterpret_cast<const char*>(mbuf_buf(&packet)),
                                   mbuf_get_left(&packet));
    if (const auto key = event_keys_.take({header.ts, header.m, payload}))
        events_.key(*key);
}

void CallMedia::hear_sound(const rtp_header& header, const mbuf& packet)
{
    if (!tones_ || event_type_ != 0)
        return;
    std::vector<std::int16_t> samples(mbuf_get_left(&packet));
    const auto* bytes = mbuf_buf(&packet);
    for (std::size_t i = 0; i < samples.size(); ++i)
        samples[i] = header.pt == pcma ? g711_alaw2pcm(bytes[i]) : g711_ulaw2pcm(bytes[i]);
    dtmf_dec_probe(tones_.get(), samples.data(), samples.size());
}

void CallMedia::on_tone(char key, void* self)
{
    constexpr std::string_view keys = "0123456789*#";
    if (keys.find(key) != std::string_view::npos)
        static_cast<CallMedia*>(self)->events_.key(key);
}

} // namespace relay::phone
