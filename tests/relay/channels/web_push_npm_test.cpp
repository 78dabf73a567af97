// What we seal and sign, read by npm's http_ece and jsonwebtoken.
#include "tests/relay/channels/web_push_service.h"
#include "tests/support/child_process.h"
#include <fstream>
#include <sstream>

namespace relay::channels {
namespace {

constexpr auto node = "/usr/bin/node";

class WebPushNpm : public WebPushTo {
protected:
    void SetUp() override
    {
        if (!std::filesystem::exists(node))
            GTEST_SKIP() << node << " is missing";
        if (tests::run_program({node, "-e", "require('http_ece'); require('jsonwebtoken')"},
                               folder_.path() / "node.log") != 0)
            GTEST_SKIP() << "node finds no http_ece and jsonwebtoken; run packaging/setup";
    }
    /// What the two packages say of the push that was sent last.
    std::string read(const std::string& audience)
    {
        const auto& asked = asked_.at(0);
        const auto file = folder_.path() / "push.json";
        const auto log = folder_.path() / "reader.log";
        std::ofstream(file) << R"({"body":")" << push::base64url(asked.body) << R"(","private":")"
                            << push::base64url(device_.private_octets()) << R"(","secret":")"
                            << push::base64url("0123456789abcdef") << R"(","authorization":")"
                            << asked.header("Authorization") << R"(","audience":")" << audience
                            << R"(","now":)" << store::ms(noon) / 1000 << "}";
        tests::run_program(
            {node, std::string(BELFRY_SOURCE_DIR) + "/tests/peers/push_reader.js", file.string()},
            log);
        std::stringstream text;
        text << std::ifstream(log).rdbuf();
        return text.str();
    }

    tests::TemporaryDirectory folder_;
};

TEST_F(WebPushNpm, IsReadByItsDeviceAndKnownByItsSender)
{
    const HttpServer server(http_answer(201, ""), authority_.issue(host));
    channel(settings(server.port()))->send(push_to(url(server)));
    asked_ = server.asked();

    const auto origin = "https://push.example:" + std::to_string(server.port());
    const auto said = read(origin);

    EXPECT_TRUE(said.starts_with("7 {\"v\":1}\n")) << said;
    EXPECT_NE(said.find(R"("sub":"mailto:it@hospital.example")"), std::string::npos) << said;
    EXPECT_NE(said.find(R"("exp":1800043200)"), std::string::npos) << said;
    EXPECT_EQ(read("https://elsewhere.example").find("\"sub\""), std::string::npos);
}

} // namespace
} // namespace relay::channels
