#include "tests/relay/intake/http_heads.h"
#include "tests/relay/http/raw_client.h"
#include "tests/wctp/corpus.h"
#include "tests/wctp/expectations.h"

namespace tests {

std::vector<HttpHead> http_heads()
{
    std::vector<HttpHead> all;
    for (const auto& row : wctp_test::table("expected_http.tsv"))
        all.push_back({row.at(0), wctp_test::data_file("http/" + row.at(0)), row.at(1)});
    return all;
}

std::string answers_to(const std::string& bytes, std::uint16_t port)
{
    relay::test::RawClient client(port);
    client.send(bytes);
    client.end_output();
    std::string all;
    while (const auto answer = client.answer()) {
        all += (all.empty() ? "" : "; ") + std::to_string(answer->status);
        if (answer->head.find("text/xml") != std::string::npos)
            all += " " + wctp_test::verdict_of(answer->body);
    }
    return all.empty() ? "none" : all;
}

} // namespace tests
