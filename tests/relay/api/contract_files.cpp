// The part of the contract that is about the files which came with messages.
#include "contract.h"

namespace tests {

void Contract::walk_files()
{
    const auto of_message = "/api/v1/messages/{id}/files/{file}";
    const auto of_page = "/api/v1/inbox/{page}/files/{file}";
    auto message = full_message(360);
    message.not_before.reset();
    message.expires = clock.now() + 1h;
    message.files = {{"ecg.pdf", "application/pdf", 4, store::ProtectedText("%PDF")}};
    const auto id = node().submit(message, "ANN-LEE");
    const auto page = node().pages(id).front().id;
    node().advance(1s);
    walk({"GET", "/api/v1/messages/{id}?text=1", admin}, id.text());
    walk({"GET", "/api/v1/inbox", ann_device});
    walk({"GET", "/api/v1/inbox/{page}", ann_device}, page.text());
    for (const auto* number : {" 1", " 2"}) {
        walk({"GET", of_message, admin}, id.text() + number);
        walk({"GET", of_page, ann_device}, page.text() + number);
    }
    walk({"GET", of_message + std::string("?inline=yes"), admin}, id.text() + " 1");
    walk({"GET", of_page + std::string("?inline=yes"), ann_device}, page.text() + " 1");
    walk(
        {"POST", "/api/v1/messages", admin,
         R"({"to":"ANN-LEE","text":"x","files":[{"name":"a.txt","type":"text/plain","content":""}]})"});
    node().write([&](auto& connection) {
        ASSERT_TRUE(store::MessageRepository(connection, house().vault).purge_body(id));
    });
    walk({"GET", of_message, admin}, id.text() + " 1");
    walk({"GET", of_page, ann_device}, page.text() + " 1");
}

/// Statuses that go in one mail.
void Contract::walk_a_digest()
{
    const auto desk = R"({"wctpStatusEmail":"desk@example.org","wctpStatusDigestMs":60000})";
    ASSERT_EQ(patch("/api/v1/contacts/ANN-LEE", admin, desk).status, 200);
    for (const std::int64_t id : {370, 371}) {
        auto message = full_message(id);
        message.not_before.reset();
        message.expires = clock.now() + 1h;
        walk({"GET", "/api/v1/messages/{id}", admin}, node().submit(message, "ANN-LEE").text());
    }
    ASSERT_EQ(patch("/api/v1/contacts/ANN-LEE", admin,
                    R"({"wctpStatusEmail":null,"wctpStatusDigestMs":null})")
                  .status,
              200);
    node().advance(1min);
}

} // namespace tests
