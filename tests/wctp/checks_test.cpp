// Checks of a WCTP server that need no more than its reader; docs/wctp.md has the list of all. The
// others stand beside what they are about, each under its number.
#include "tests/wctp/corpus.h"
#include "wctp/answers.h"
#include "wctp/http_binding.h"
#include <gtest/gtest.h>

namespace wctp {
namespace {

using wctp_test::operation;
using wctp_test::submit_request;

constexpr ReadOptions strict{.strict = true};

/// The code that answers it; 200: it was read.
int code(std::string_view bytes, const ReadOptions& options = {})
{
    const auto read = receive({"POST", "text/xml", bytes}, options);
    return read ? 200 : number(read.error().why.error.code);
}

std::string replaced(std::string_view from, std::string_view to)
{
    auto bytes = submit_request();
    return bytes.replace(bytes.find(from), from.size(), to);
}

// WCTP check 13
TEST(WctpChecks, C13AnEmptyBodyCannotBeParsed)
{
    for (const std::string_view body : {"", " ", "\r\n\t"}) {
        EXPECT_EQ(code(body), 301);
        EXPECT_EQ(code(body, strict), 301);
    }
}

// WCTP check 14
TEST(WctpChecks, C14TextAndJsonCannotBeParsed)
{
    for (const std::string_view body : {"Bed 12 calls", "{\"page\": 1}", "page=1&text=x"})
        EXPECT_EQ(code(body), 301) << body;
}

// WCTP check 15
TEST(WctpChecks, C15WhatIsNotWellFormedCannotBeParsed)
{
    const auto good = submit_request();

    EXPECT_EQ(code(good.substr(0, good.size() - 1)), 301);
    EXPECT_EQ(code(good + good), 301);
    EXPECT_EQ(code(replaced("</wctp-Payload>", "")), 301);
}

// WCTP check 16
TEST(WctpChecks, C16AnotherRootIsNotValid)
{
    EXPECT_EQ(code("<html/>"), 302);
    EXPECT_EQ(code("<wctp-SubmitRequest/>"), 302);
}

// WCTP check 20
TEST(WctpChecks, C20AliasesAreNotBound)
{
    for (const std::string_view inside :
         {"<wctp-AddBinding domainAlias='a' deliverToURI='b' securityCode='c'/>",
          "<wctp-DeleteBinding domainAlias='a' securityCode='c'/>", ""})
        EXPECT_EQ(code(operation("<wctp-BindDomainAlias>" + std::string(inside) +
                                     "</wctp-BindDomainAlias>",
                                 "wctp-dtd-v1r0")),
                  300);
}

// WCTP check 21, 22
TEST(WctpChecks, C21C22ADocumentNeedsNeitherDoctypeNorDeclaration)
{
    const auto with_declaration = submit_request();
    const auto without = with_declaration.substr(with_declaration.find("<wctp"));

    for (const auto& options : {ReadOptions{}, strict}) {
        EXPECT_EQ(code(with_declaration, options), 200);
        EXPECT_EQ(code(without, options), 200);
    }
}

// WCTP check 23
TEST(WctpChecks, C23ADoctypeIsNotFollowed)
{
    for (const std::string_view name :
         {"http://dtd.wctp.org/wctp-dtd-v1r3.dtd", "file:///etc/passwd", ""}) {
        const auto with =
            replaced("?>", "?><!DOCTYPE wctp-Operation SYSTEM \"" + std::string(name) + "\">");
        EXPECT_EQ(code(with), 200) << name;
        EXPECT_EQ(parse(with)->doctype, name);
    }
}

// WCTP check 40
TEST(WctpChecks, C40AMissingVersionIsForgivenByTheLenientReaderOnly)
{
    const auto bytes = replaced(" wctpVersion=\"wctp-dtd-v1r3\"", "");

    EXPECT_EQ(code(bytes), 200);
    EXPECT_EQ(code(bytes, strict), 302);
}

// WCTP check 43
TEST(WctpChecks, C43TheAttributeDecidesWhereTheDoctypeNamesAnotherVersion)
{
    const auto bytes = replaced(
        "?>", "?><!DOCTYPE wctp-Operation SYSTEM \"http://dtd.wctp.org/wctp-dtd-v1r1.dtd\">");

    EXPECT_EQ(parse(bytes)->version, Version::V1r3);
    EXPECT_EQ(parse(bytes, strict)->version, Version::V1r3);
}

// WCTP check 46
TEST(WctpChecks, C46ListDtdsIsEchoedIn11Only)
{
    const auto answer = [](std::string_view version) {
        const auto query = parse(operation(
            "<wctp-VersionQuery inquirer='me' dateTime='then' listDTDs='yes'/>", version));
        return write(version_answer(*query, {.responder = "r"}, {}));
    };

    EXPECT_NE(answer("wctp-dtd-v1r1").find("listDTDs=\"yes\""), std::string::npos);
    EXPECT_EQ(answer("wctp-dtd-v1r3").find("listDTDs"), std::string::npos);
}

// WCTP check 47
TEST(WctpChecks, C47AVersionQueryNamesWhoAsksByTheLetter)
{
    const auto bytes = operation("<wctp-VersionQuery dateTime='2026-03-01T14:05:09'/>");

    EXPECT_EQ(code(bytes, strict), 302);
    const auto refused = receive({"POST", "text/xml", bytes}, strict);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().answer.body.find("<wctp-VersionResponse"), std::string::npos);
}

// WCTP check 48
TEST(WctpChecks, C48ARequiredAttributeThatIsMissingIsNotValid)
{
    for (const std::string_view attribute :
         {" senderID=\"nurse.call\"", "messageID=\"m-1\"", " recipientID=\"5551230001\""})
        EXPECT_EQ(code(replaced(attribute, ""), strict), 302) << attribute;
    EXPECT_EQ(code(replaced("messageID=\"m-1\"", "")), 200) << "a message without a name";
}

// WCTP check 49, 50
TEST(WctpChecks, C49C50OrderAndUnknownAttributesAreForgivenByTheLenientReaderOnly)
{
    const auto recipient = "<wctp-Recipient recipientID=\"5551230001\"/>";
    auto moved = replaced(recipient, "");
    moved.insert(moved.find("<wctp-Originator"), recipient);
    const auto unknown = replaced("senderID=", "color=\"red\" senderID=");

    for (const auto& bytes : {moved, unknown}) {
        EXPECT_EQ(code(bytes), 200);
        EXPECT_EQ(code(bytes, strict), 302);
    }
}

// WCTP check 67
TEST(WctpChecks, C67WordsInAnotherCaseAreForgivenByTheLenientReaderOnly)
{
    const auto bytes = replaced("messageID=\"m-1\"", "messageID=\"m-1\" deliveryPriority=\"high\"");

    EXPECT_EQ(std::get<SubmitRequest>(parse(bytes)->operation).control.priority, Priority::High);
    EXPECT_EQ(code(bytes, strict), 302);
}

} // namespace
} // namespace wctp
