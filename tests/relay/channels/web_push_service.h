#pragma once
// A push service of this machine, and a device that can read what is sealed for it.
#include "relay/channels/web_push.h"
#include "relay/push/base64url.h"
#include "relay/push/vapid.h"
#include "tests/relay/channels/outgoing.h"
#include "tests/support/certificate_authority.h"
#include "tests/support/http_server.h"
#include <gtest/gtest.h>

namespace relay::channels {

using namespace std::chrono_literals;
using tests::http_answer;
using tests::HttpServer;

/// A push service of this machine, by the name that its certificate has.
class WebPushTo : public testing::Test {
protected:
    static constexpr auto host = "push.example";

    WebPushSettings settings(std::uint16_t port)
    {
        WebPushSettings made;
        made.hosts = {host};
        made.networks = {"127.0.0.0/8"};
        made.subject = "mailto:it@hospital.example";
        made.http.ca_file = authority_.ca_file();
        made.http.pinned_names = {std::string(host) + ":" + std::to_string(port) + ":127.0.0.1"};
        return made;
    }
    Outgoing push_to(const std::string& endpoint)
    {
        Outgoing outgoing;
        outgoing.delivery = {4711};
        outgoing.channel = store::Channel::Push;
        outgoing.priority = store::Priority::High;
        outgoing.now = noon;
        outgoing.expires = noon + 10min;
        outgoing.payload = PushOut{endpoint, push::base64url(device_.public_octets()),
                                   push::base64url("0123456789abcdef"), "{\"v\":1}", "topic"};
        return outgoing;
    }
    /// What a service that answers so makes of a push.
    Outcome answered(const std::string& answer)
    {
        const HttpServer server(answer, authority_.issue(host));
        const auto outgoing = push_to(url(server));
        const auto outcome = channel(settings(server.port()))->send(outgoing);
        asked_ = server.asked();
        return outcome;
    }
    static std::string url(const HttpServer& server)
    {
        return "https://" + std::string(host) + ":" + std::to_string(server.port()) + "/send/x";
    }
    std::unique_ptr<Channel> channel(const WebPushSettings& with)
    {
        return make_web_push(with, key_, [this](store::DeliveryId id) { gone_.push_back(id); })
            .value();
    }

    tests::CertificateAuthority authority_;
    push::CurveKey key_ = push::CurveKey::generate();
    push::CurveKey device_ = push::CurveKey::generate();
    std::vector<store::DeliveryId> gone_;
    std::vector<tests::HttpAsked> asked_;
};

} // namespace relay::channels
