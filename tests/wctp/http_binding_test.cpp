#include "tests/wctp/corpus.h"
#include "wctp/answers.h"
#include "wctp/http_binding.h"
#include <gtest/gtest.h>

namespace wctp {
namespace {

using wctp_test::submit_request;

std::string percent_encoded(std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        result += c == ' ' ? "+" : std::string{'%', digits[byte / 16], digits[byte % 16]};
    }
    return result;
}

TEST(WctpHttp, TakesAPostWhateverItsContentType)
{
    const auto body = submit_request();

    for (const std::string_view type : {"text/xml", "text/xml; charset=UTF-8", "application/xml",
                                        "", "application/x-www-form-urlencoded", "image/png"}) {
        const auto document = receive({"POST", type, body});
        ASSERT_TRUE(document) << type;
        EXPECT_EQ(document->quirks, std::vector<Quirk>{});
    }
}

TEST(WctpHttp, AnswersGetWithFailure300AndStatus200)
{
    const auto document = receive({"GET", "", ""});

    ASSERT_FALSE(document);
    EXPECT_EQ(document.error().answer.status, 200);
    EXPECT_EQ(document.error().answer.content_type, "text/xml; charset=utf-8");
    EXPECT_NE(document.error().answer.body.find("errorCode=\"300\""), std::string::npos);
}

TEST(WctpHttp, RefusesOtherMethodsAndNamesPost)
{
    for (const std::string_view method : {"PUT", "DELETE", "HEAD", "OPTIONS", "post"}) {
        const auto document = receive({method, "text/xml", submit_request()});
        ASSERT_FALSE(document);
        EXPECT_EQ(document.error().answer.status, 405);
        EXPECT_EQ(document.error().answer.allow, "POST");
    }
}

TEST(WctpHttp, AnswersEveryRefusalWithStatus200)
{
    for (const std::string body : {"", "hello", "{}", "<html/>", "<wctp-Operation/>"}) {
        const auto document = receive({"POST", "text/xml", body});
        ASSERT_FALSE(document);
        EXPECT_EQ(document.error().answer.status, 200);
        EXPECT_TRUE(document.error().answer.allow.empty());
        const auto answer = parse(document.error().answer.body);
        ASSERT_TRUE(answer);
        EXPECT_TRUE(std::holds_alternative<Failure>(*outcome(*answer)));
    }
}

TEST(WctpHttp, ReadsTheXmlOutOfAFormField)
{
    const auto xml = submit_request("<wctp-Alphanumeric>1+1 = 2 &amp; more</wctp-Alphanumeric>");
    const auto plain = receive({"POST", "text/xml", xml});
    ASSERT_TRUE(plain);

    for (const auto& [body, quirk] :
         {std::pair{"wctpmessage=" + xml, Quirk::FormPrefix},
          std::pair{"message=" + percent_encoded(xml), Quirk::FormEncoding},
          std::pair{"a=1&message=" + percent_encoded("\n" + xml) + "&b=2", Quirk::FormEncoding},
          std::pair{percent_encoded(xml), Quirk::FormEncoding}}) {
        const auto document = receive({"POST", "application/x-www-form-urlencoded", body});
        ASSERT_TRUE(document) << body;
        EXPECT_EQ(document->operation, plain->operation);
        EXPECT_EQ(document->quirks.front(), quirk);
        EXPECT_FALSE(receive({"POST", "", body}, {.strict = true}));
    }
}

TEST(WctpHttp, TakesNothingOutOfAFormThatHoldsNoXml)
{
    for (const std::string_view body : {"a=1&b=2", "%", "%3", "%zz", "=", "&&&", "a=%3Chtml%3E"}) {
        const auto document = receive({"POST", "", body});
        ASSERT_FALSE(document);
        EXPECT_EQ(document.error().why.error.code, Code::CannotParse) << body;
    }
}

TEST(WctpHttp, BelievesTheCharsetOnlyWhereTheDocumentIsSilentAndNoUtf8)
{
    const auto latin = submit_request("<wctp-Alphanumeric>caf\xe9</wctp-Alphanumeric>");
    const auto utf8 = submit_request("<wctp-Alphanumeric>caf\xc3\xa9</wctp-Alphanumeric>");
    const auto text = [](const std::string& body, std::string_view type) {
        const auto document = receive({"POST", type, body});
        return document
                   ? std::get<Alphanumeric>(std::get<SubmitRequest>(document->operation).payload)
                         .text
                   : "refused";
    };

    EXPECT_EQ(text(latin, "text/xml"), "refused");
    EXPECT_EQ(text(latin, "text/xml; charset=UTF-8"), "refused");
    EXPECT_EQ(text(latin, "text/xml; a=b; charset=\"ISO-8859-1\""), "caf\xc3\xa9");
    EXPECT_EQ(text(utf8, "text/xml;CHARSET=iso-8859-1"), "caf\xc3\xa9");
}

// WCTP check 19
TEST(WctpHttp, AnswersAnAnswerWith300WhateverElseIsWrongWithIt)
{
    for (const auto& body :
         {wctp_test::operation("<wctp-Confirmation/>"),
          wctp_test::operation(
              "<wctp-Confirmation><wctp-Success successCode='200'/></wctp-Confirmation>")}) {
        const auto document = receive({"POST", "", body});
        ASSERT_FALSE(document);
        EXPECT_EQ(document.error().why.error.code, Code::OperationNotSupported);
    }
}

} // namespace
} // namespace wctp
