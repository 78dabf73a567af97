// Files that came with messages, as their readers get them. U.9
#include "api_house.h"
#include "relay/inbox/message_file.h"

namespace tests {
namespace {

const std::string pdf("%PDF-1.7\0\xff\r\n", 12);

class MessageFiles : public ApiTest {
protected:
    /// A page for Ann with a PDF and an SVG.
    store::MessageId with_files(std::int64_t id = 300)
    {
        auto message = build::message();
        message.id = {id};
        message.source = {5};
        message.files = {{"ecg \"1\".pdf", "application/pdf", 12, store::ProtectedText(pdf)},
                         {"curve.svg", "image/svg+xml", 6, store::ProtectedText("<svg/>")}};
        const auto made = node().submit(message, "ANN-LEE");
        node().settle();
        return made;
    }
    std::string of_message(store::MessageId id, const std::string& file)
    {
        return "/api/v1/messages/" + id.text() + "/files/" + file;
    }
    std::string of_page(store::MessageId id, const std::string& file)
    {
        return "/api/v1/inbox/" + node().pages(id).front().id.text() + "/files/" + file;
    }
    void purge(store::MessageId id)
    {
        node().write([&](auto& connection) {
            ASSERT_TRUE(store::MessageRepository(connection, house().vault).purge_body(id));
        });
    }
};
HOUSE_ON_BOTH_ENGINES(MessageFiles);

// U.9
TEST_P(MessageFiles, AreListedInTheInboxAndFetchedThereOctetByOctet)
{
    const auto id = with_files();

    const auto listed = get("/api/v1/inbox", ann_device);
    const auto first = get(of_page(id, "1"), ann_device);

    EXPECT_EQ(at(listed, "/items/0/files"), "2 items");
    EXPECT_EQ(at(listed, "/items/0/files/0/id"), "1");
    EXPECT_EQ(at(listed, "/items/0/files/0/name"), "ecg \"1\".pdf");
    EXPECT_EQ(at(listed, "/items/0/files/0/type"), "application/pdf");
    EXPECT_EQ(at(listed, "/items/0/files/0/size"), "12");
    EXPECT_EQ(first.status, 200);
    EXPECT_EQ(first.body, pdf);
    EXPECT_EQ(header(first, "Content-Type"), "application/pdf");
    EXPECT_EQ(get(of_page(id, "2"), ann_device).body, "<svg/>");
    EXPECT_EQ(node().pages(id).front().progress, store::Progress::Delivered)
        << "it is not read by that";
}

// U.9
TEST_P(MessageFiles, AreHiddenFromEverybodyElseAndWhereThereIsNone)
{
    const auto id = with_files();

    EXPECT_EQ(get(of_page(id, "1"), donald_device).status, 404);
    EXPECT_EQ(get(of_page(id, "1"), "").status, 401);
    EXPECT_EQ(get(of_page(id, "1"), sender).status, 403);
    EXPECT_EQ(get(of_message(id, "1"), ann_device).status, 403);
    EXPECT_EQ(get(of_message(id, "1"), other).status, 404);
    for (const auto* number : {"0", "3", "-1", "01x", "x", "99999999999999999999", "+1"}) {
        EXPECT_EQ(get(of_page(id, number), ann_device).status, 404) << number;
        EXPECT_EQ(get(of_message(id, number), sender).status, 404) << number;
    }
    EXPECT_EQ(get("/api/v1/messages/msg_nothing/files/1", sender).status, 404);
    EXPECT_EQ(get(of_page(id, "1") + "?inline=yes", ann_device).status, 400);
}

// U.9
TEST_P(MessageFiles, AreForTheirSenderAndForAnAdministratorOnRecordOnly)
{
    const auto id = with_files();

    EXPECT_EQ(at(get("/api/v1/messages/" + id.text(), sender), "/files"), "2 items");
    EXPECT_EQ(at(get("/api/v1/messages/" + id.text(), admin), "/files"), "-");
    EXPECT_EQ(get(of_message(id, "1"), sender).body, pdf);
    EXPECT_TRUE(audit_trail().empty());
    EXPECT_EQ(get(of_message(id, "1"), admin).body, pdf);
    EXPECT_EQ(audit_trail(1).front(),
              store::TokenId{1}.text() + " message.read_file " + id.text() + " ok");
    node().crash();
    EXPECT_EQ(get(of_message(id, "1"), admin).status, 503) << "no entry, no file";
}

// U.9
TEST_P(MessageFiles, AreGoneWithTheTextTheyCameWith)
{
    const auto id = with_files();
    purge(id);

    EXPECT_EQ(get(of_page(id, "1"), ann_device).status, 410);
    EXPECT_EQ(get(of_message(id, "1"), sender).status, 410);
    EXPECT_EQ(get(of_message(id, "1"), other).status, 404);
    EXPECT_EQ(at(get("/api/v1/inbox", ann_device), "/items/0/files"), "0 items");
}

// U.9
TEST_P(MessageFiles, AreNamedInTheExportOfAContactsData)
{
    with_files();

    const auto exported = get("/api/v1/inbox/export", ann_device);

    EXPECT_NE(exported.body.find("ecg \\\"1\\\".pdf (12 bytes), curve.svg (6 bytes)"),
              std::string::npos)
        << exported.body;
    EXPECT_EQ(exported.body.find("<svg"), std::string::npos);
}

// U.9
TEST(FileResponse, IsNothingThatABrowserRunsOrKeeps)
{
    const store::MessageFile pdf_file{"a.pdf", "application/pdf", 1, store::ProtectedText("x")};
    const store::MessageFile svg{"a.svg", "image/svg+xml", 1, store::ProtectedText("x")};

    const auto saved = relay::inbox::file_response(pdf_file, false);
    const auto shown = relay::inbox::file_response(pdf_file, true);

    EXPECT_EQ(header(saved, "X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(header(saved, "Content-Security-Policy"), "sandbox; default-src 'none'");
    EXPECT_EQ(header(saved, "Cache-Control"), "no-store");
    EXPECT_TRUE(header(saved, "Content-Disposition").starts_with("attachment;"));
    EXPECT_TRUE(header(shown, "Content-Disposition").starts_with("inline;"));
    EXPECT_EQ(header(shown, "Content-Security-Policy"), "sandbox; default-src 'none'");
    EXPECT_TRUE(header(relay::inbox::file_response(svg, true), "Content-Disposition")
                    .starts_with("attachment;"))
        << "it may hold scripts";
}

// U.9
TEST(FileResponse, SaysTheNameInBothForms)
{
    const std::pair<const char*, const char*> table[] = {
        {"a.pdf", "attachment; filename=\"a.pdf\"; filename*=UTF-8''a.pdf"},
        {"Grüße 1.pdf", "attachment; filename=\"Gr__e 1.pdf\"; "
                        "filename*=UTF-8''Gr%C3%BC%C3%9Fe%201.pdf"},
        {"a\"b\\c%d.pdf", "attachment; filename=\"a_b_c_d.pdf\"; "
                          "filename*=UTF-8''a%22b%5Cc%25d.pdf"},
        {"a\r\nX: y", "attachment; filename=\"a__X: y\"; filename*=UTF-8''a%0D%0AX%3A%20y"},
    };

    for (const auto& [name, expected] : table)
        EXPECT_EQ(header(relay::inbox::file_response({name, "text/plain", 0, {}}, false),
                         "Content-Disposition"),
                  expected);
}

} // namespace
} // namespace tests
