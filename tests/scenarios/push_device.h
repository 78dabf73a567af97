#pragma once
// A device that is enrolled for Ada and takes pushes.
#include "relay/push/base64url.h"
#include "relay/push/curve_key.h"
#include "tests/scenarios/installation.h"
#include "tests/support/http_server.h"

namespace tests {

struct PushDevice {
    const relay::push::CurveKey key = relay::push::CurveKey::generate();
    const std::string secret = "0123456789abcdef";

    /// `service` is to be known as localhost. The house answers the subscription.
    HttpAnswer enrol(const Installation& house, const HttpServer& service) const
    {
        const auto code = house.http("POST", "/api/v1/inbox/enrolments", "inbox").json();
        const auto enrolled =
            house.http("POST", "/api/v1/devices", "",
                       R"({"name":"phone","code":")" + code->getValue<std::string>("code") + "\"}");
        write_file(house.folder() / "phone.token", enrolled.json()->getValue<std::string>("token"));
        return house.http("PUT", "/api/v1/inbox/push", "phone",
                          R"({"endpoint":"https://localhost:)" + std::to_string(service.port()) +
                              R"(/push/x","keys":{"p256dh":")" +
                              relay::push::base64url(key.public_octets()) + R"(","auth":")" +
                              relay::push::base64url(secret) + "\"}}");
    }

    /// channels.push for that service.
    static std::string config(const std::filesystem::path& ca_file)
    {
        return "  push:\n    subject: mailto:it@hospital.example\n"
               "    hosts: [localhost]\n    networks: [127.0.0.0/8]\n    ca_file: " +
               ca_file.string() + "\n";
    }
};

} // namespace tests
