// What stands inside of signatures, of other mails and of files, where a page would else say
// nothing.
#include "mail/readable.h"

#include <gtest/gtest.h>

namespace mail::test {
namespace {

// "Content-Type: text/plain; charset=utf-8", an empty line, "Bed 12 asystole", by `openssl cms
// -sign`.
const std::string signed_mail =
    "MIIBAQYJKoZIhvcNAQcCoIHzMIHwAgEBMQ0wCwYJYIZIAWUDBAIBMEsGCSqGSIb3DQEHAaA+BDxDb250ZW50"
    "LVR5cGU6IHRleHQvcGxhaW47IGNoYXJzZXQ9dXRmLTgNCg0KQmVkIDEyIGFzeXN0b2xlDQoxgY4wgYsCAQEw"
    "JDAMMQowCAYDVQQDDAF4AhQROnhioXIuBX6d5doKJupw3LJ/gjALBglghkgBZQMEAgEwCgYIKoZIzj0EAwIE"
    "RzBFAiEAo2My9sjaO8AHs62UZS+DIIL2oupNp6SP7g/ImclrGwQCIFTmnv4HmTCQalCAgUgQft9isyadelOP"
    "HWHOeYKQbBlk";

std::string in_base64(const std::string& type, const std::string& body)
{
    return "Content-Type: " + type + "\r\nContent-Transfer-Encoding: base64\r\n\r\n" + body;
}

TEST(Readable, ReadsWhatStandsInsideOfAnOpaqueSignature)
{
    for (const char* type :
         {"application/pkcs7-mime; smime-type=signed-data; name=smime.p7m",
          "application/x-pkcs7-mime; name=smime.p7m", "application/octet-stream; name=smime.p7m"}) {
        const auto read = read_mail(in_base64(type, signed_mail));

        EXPECT_EQ(read.text, "Bed 12 asystole") << type;
        EXPECT_FALSE(read.is_encrypted) << type;
        EXPECT_TRUE(read.attachments.empty()) << type;
    }
    EXPECT_EQ(read_mail(in_base64("application/octet-stream; name=smime.p7m", "AAAA")).text,
              "[encrypted message, cannot be shown]");
}

// A file that somebody signed (CAdES) is a file.
TEST(Readable, NamesASignedFileThatIsNoMail)
{
    const auto read =
        read_mail("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n"
                  "See the report\r\n--b\r\n" +
                  in_base64("application/pkcs7-mime; name=report.pdf.p7m", "MAA=") + "\r\n--b\r\n" +
                  in_base64("application/octet-stream; name=x.p7m", "MAA=") + "\r\n--b--\r\n");

    EXPECT_TRUE(read.text.starts_with("See the report")) << read.text;
    EXPECT_NE(read.text.find("[attachment: report.pdf.p7m"), std::string::npos) << read.text;
    EXPECT_NE(read.text.find("[attachment: x.p7m"), std::string::npos) << read.text;
    EXPECT_FALSE(read.is_encrypted);
}

TEST(Readable, SaysThatAMailIsEncryptedWhateverItsFileIsCalled)
{
    const auto read = read_mail(
        in_base64("application/pkcs7-mime; smime-type=enveloped-data; name=message.p7m", "MAA="));

    EXPECT_TRUE(read.is_encrypted);
    EXPECT_EQ(read.text, "[encrypted message, cannot be shown]");
}

TEST(Readable, ReadsAMailInsideOfAMailThatSaysNothing)
{
    const std::string inner = "From: lab@x\r\nSubject: K\r\nContent-Type: text/plain\r\n\r\n"
                              "Potassium 6.9 bed 12\r\n";

    EXPECT_EQ(read_mail("Content-Type: message/rfc822\r\n\r\n" + inner).text,
              "Potassium 6.9 bed 12\n\n[attachment: K (message/rfc822)]");
    EXPECT_EQ(read_mail("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee below\r\n"
                        "--b\r\nContent-Type: message/rfc822\r\n\r\n" +
                        inner + "\r\n--b--")
                  .text,
              "See below\n\n[attachment: K (message/rfc822)]");
}

TEST(Readable, ReadsATextFileWhereThereIsNoOtherText)
{
    for (const char* type : {"text/plain; name=a.txt\r\nContent-Disposition: attachment",
                             "plain/text; name=a.txt", "application/octet-stream; name=a.TXT"}) {
        const std::string file = "Content-Type: " + std::string(type) + "\r\n\r\nBed 12\r\n";
        const auto mixed = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + file;

        EXPECT_EQ(read_mail(file).text.find("Bed 12\n\n[attachment: a."), 0U) << type;
        EXPECT_EQ(read_mail(mixed + "--b--").text.find("Bed 12\n\n[attachment: a."), 0U) << type;
    }
    EXPECT_EQ(read_mail(in_base64("application/octet-stream; name=a.txt", "AAECAw==")).text,
              "[attachment: a.txt (application/octet-stream, 4 bytes)]");
}

TEST(Readable, ReadsHtmlThatSaysThatItIsPlain)
{
    for (const char* html : {"<!DOCTYPE html><p>Bed <b>12</b>", " \r\n<html><p>Bed <b>12</b>",
                             "<BODY><p>Bed <b>12</b>"}) {
        EXPECT_EQ(read_mail("Subject: x\r\n\r\n" + std::string(html)).text, "Bed 12") << html;
    }
    EXPECT_EQ(read_mail("Subject: x\r\n\r\n<80% SpO2 <b>").text, "<80% SpO2 <b>");
}

TEST(Readable, FilesAndPicturesUseNothingUpOfTheText)
{
    const std::string two_megabytes(2 * 1024 * 1024, 'A');
    const auto csv = read_mail("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
                               "Content-Type: text/csv; name=a.csv\r\n\r\n" +
                               two_megabytes + "\r\n--b\r\n\r\nBed 12\r\n--b--\r\n");
    const auto picture =
        read_mail("Content-Type: text/html\r\n\r\n<img src='data:image/png;base64," +
                  two_megabytes + "'><p>Bed 12");

    EXPECT_EQ(csv.text, "Bed 12\n\n[attachment: a.csv (text/csv, 2 MB)]");
    EXPECT_EQ(picture.text, "Bed 12");
    EXPECT_FALSE(csv.is_cut || picture.is_cut);
}

TEST(Readable, KnowsQuotedPrintableHoweverItIsSpelt)
{
    for (const char* name : {"quoted printable", "quoted_printable", "Quoted-Printable (x)"})
        EXPECT_EQ(read_mail("Content-Transfer-Encoding: " + std::string(name) +
                            "\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n5 =C2=B5g")
                      .text,
                  "5 µg")
            << name;
}

TEST(Readable, FindsTheHeaderBehindABrokenLine)
{
    const auto read =
        read_mail("Subject: Bed 12 alarm\nvery long\n>From x\nContent-Type: text/html\n\n"
                  "<p>HR 180");
    const auto above = read_mail("\r\n\r\nSubject: Bed 12\r\nContent-Type: text/html\r\n\r\n<p>HR");

    EXPECT_EQ(read.subject.find("Bed 12 alarm very long"), 0U);
    EXPECT_EQ(read.text, "HR 180");
    EXPECT_EQ(above.subject, "Bed 12");
    EXPECT_EQ(above.text, "HR");
    EXPECT_EQ(read_mail("\n\nHR: 120\nSpO2: 80\n").text, "HR: 120\nSpO2: 80");
    EXPECT_EQ(read_mail("Subject: x\nBed 12\nHR: 180\n\nTo: y\n").text, "Bed 12\nHR: 180\n\nTo: y");
}

} // namespace
} // namespace mail::test
