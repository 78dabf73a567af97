#include "framing_rows.h"
#include <cstdint>

namespace relay::test {

using std::string;

namespace {

string repeated(const string& text, int times)
{
    string all;
    for (int count = 0; count < times; ++count) {
        all += text;
    }
    return all;
}

string random_binary()
{
    string bytes;
    std::uint32_t seed = 42;
    for (int count = 0; count < 512; ++count) {
        seed = seed * 1664525u + 1013904223u;
        bytes += static_cast<char>(seed >> 24);
    }
    return bytes;
}

} // namespace

const string host = "Host: a\r\n";
const string post = "POST / HTTP/1.1\r\n" + host;
const string smuggled = "GET /ok/SMUGGLED HTTP/1.1\r\n" + host + "\r\n";

string get(const string& path)
{
    return "GET " + path + " HTTP/1.1\r\n" + host + "\r\n";
}

std::vector<FramingRow> refused_rows()
{
    return {
        {"HT-S01",
         post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
         {400}},
        {"HT-S02",
         post + "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled,
         {400}},
        {"HT-S04", post + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", {400}},
        {"HT-S08", post + "Content-Length: 0x5\r\n\r\nhello", {400}},
        {"HT-S09", post + "Content-Length: 5abc\r\n\r\nhello", {400}},
        {"HT-S10", post + "Content-Length: 99999999999999999999\r\n\r\nhello", {400, 413}},
        {"HT-S11", post + "Content-Length: \r\n\r\nhello", {400}},
        {"HT-S12", post + "Content-Length : 5\r\n\r\nhello", {400}},
        {"HT-S14",
         post + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + smuggled,
         {400, 501}},
        {"HT-S15",
         post + "Transfer-Encoding: identity\r\nContent-Length: 5\r\n\r\nhello",
         {400, 501}},
        {"HT-S16",
         post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" +
             smuggled,
         {400, 501}},
        {"HT-S17",
         post +
             "Transfer-Encoding: \x0b"
             "chunked\r\n\r\n0\r\n\r\n" +
             smuggled,
         {400}},
        {"HT-S18",
         "POST / HTTP/1.0\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled,
         {400}},
        {"HT-S19", post + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n" + smuggled, {400}},
        {"HT-S23",
         post + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n",
         {400}},
        {"HT-S25", post + "Transfer-Encoding: chunked\r\n\r\n3\r\nhello\r\n0\r\n\r\n", {400}},
        {"HT-S27",
         post + "Transfer-Encoding: chunked\r\n\r\n0\r\n" + repeated("X: y\r\n", 1000) + "\r\n",
         {431}},
        {"HT-L04", string("GET /\0x HTTP/1.1\r\nHost: a\r\n\r\n", 29), {400}},
        {"HT-L05", "GET / HTTP/1.1\r\n" + host + "X: a\r\n b\r\n\r\n", {400}},
        {"HT-L07", "GET / HTTP/1.1\r\n" + host + ": x\r\n\r\n", {400}},
        {"HT-L08", "GET / HTTP/1.1\r\n" + host + "X Y: z\r\n\r\n", {400}},
        {"HT-L11", "GET / HTTP/1.1\r\n" + host + "Host: b\r\n\r\n", {400}},
        {"HT-L13", "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", {400, 421}},
        {"HT-L15", "CONNECT a:443 HTTP/1.1\r\n" + host + "\r\n", {400, 405}},
        {"HT-L16", "TRACE / HTTP/1.1\r\n" + host + "\r\n", {405}},
        {"HT-L17", repeated("M", 40) + " / HTTP/1.1\r\n" + host + "\r\n", {400, 501}},
        {"HT-L19", "GET /\r\n", {0, 400}},
        {"HT-L21", "GET / HTTP/1.10\r\n" + host + "\r\n", {400}},
        {"HT-L22", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {0, 400, 505}},
        {"HT-L23", "GET  / HTTP/1.1\r\n" + host + "\r\n", {400}},
        {"HT-L24", "GET\t/\tHTTP/1.1\r\n" + host + "\r\n", {400}},
        {"HT-L26", "EHLO client.example\r\n", {0, 400}},
        {"HT-L27", random_binary(), {0, 400}},
        {"HT-L31", post + "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello", {400, 415}},
        {"HT-B02", get("/" + repeated("x", 100'000)), {414}},
        {"HT-B04", "GET / HTTP/1.1\r\n" + host + repeated("X: y\r\n", 1000) + "\r\n", {431}},
        {"HT-P01", get("/../../../../etc/passwd"), {400}},
        {"HT-P02", get("/%2e%2e/%2e%2e/etc/passwd"), {400}},
        {"HT-P03", get("/..%2f..%2fetc/passwd"), {400}},
        {"HT-P04", get("/..\\..\\etc\\passwd"), {400}},
        {"HT-P06", get("/static/%00.js"), {400}},
        {"HT-P09", get("/%c0%ae%c0%ae/etc/passwd"), {400}},
        {"HT-P11", get("/static/../../store/relay.db"), {400}},
    };
}

} // namespace relay::test
