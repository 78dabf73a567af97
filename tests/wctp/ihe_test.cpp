// IHE PCD-06: what an alarm manager adds to a page for the people who get it.
#include "tests/wctp/corpus.h"
#include "wctp/parser.h"
#include "wctp/writer.h"
#include <gtest/gtest.h>

namespace wctp {
namespace {

using wctp_test::data_file;
using wctp_test::submit_request;

std::string choices(std::string_view more, std::string_view text = "SpO2 low")
{
    return submit_request("<wctp-MCR><wctp-MessageText>" + std::string(text) +
                          "</wctp-MessageText><wctp-Choice>Yes</wctp-Choice>" + std::string(more) +
                          "</wctp-MCR>");
}

std::string text_of(const std::string& bytes)
{
    const auto read = parse(bytes);
    if (!read)
        return "refused: " + std::to_string(number(read.error().error.code));
    const auto& shown = std::get<MultipleChoice>(std::get<SubmitRequest>(read->operation).payload);
    return shown.text + shown.note;
}

TEST(WctpIhe, ShowsTheNumberToCallBackUnderAnyVersion)
{
    EXPECT_EQ(text_of(data_file("corpus/syn-067-ihe1-pcd06-dialback.xml")),
              "Rm 4 SpO2 low 84% 14:05\nCall back: 5551234567");
    EXPECT_EQ(text_of(choices("<wctp-IHEPCDDialback String='5551234567'/>")),
              "SpO2 low\nCall back: 5551234567");
    EXPECT_EQ(text_of(choices("<wctp-IHEPCDDialback String=' '/>")), "SpO2 low");
}

TEST(WctpIhe, ShowsWhomAndWhereAndWhatAnAlertIsAbout)
{
    EXPECT_EQ(
        text_of(choices(
            "<wctp-IHEPCDACM><wctp-IHEPCDACMParticipants>"
            "<wctp-IHEPCDACMParticipant participantID='d' name='Pump' classification='DEVICE'/>"
            "<wctp-IHEPCDACMParticipant participantID='p-1' classification='PATIENT'/>"
            "</wctp-IHEPCDACMParticipants><wctp-IHEPCDACMLocations>"
            "<wctp-IHEPCDACMLocation identifier='4' description='Room 4'/>"
            "</wctp-IHEPCDACMLocations><wctp-IHEPCDACMObservation eventIdentification='SpO2' "
            "value='84' units='%'/></wctp-IHEPCDACM>")),
        "SpO2 low\nPatient: p-1\nPlace: Room 4\nAlarm: SpO2 84 %");
}

TEST(WctpIhe, TakesNoExtensionForTheTextThatIsMissing)
{
    EXPECT_EQ(text_of(choices("<wctp-IHEPCDDialback String='5551234567'/>", " ")), "refused: 302");
}

TEST(WctpIhe, TakesImagesAndTheHl7MessageWithoutShowingThem)
{
    const auto bytes = data_file("corpus/syn-069-ihe1-pcd06-dialback-pcd04-wcm.xml");
    EXPECT_EQ(text_of(bytes), "Rm 4 SpO2 low 84% 14:05\nCall back: 5551234567");

    const auto read =
        std::get<MultipleChoice>(std::get<SubmitRequest>(parse(bytes).value().operation).payload);

    ASSERT_FALSE(read.images.empty());
    EXPECT_FALSE(read.images[0].bytes.empty());
}

TEST(WctpIhe, WritesItsPicturesAgainInItsOwnVersionsOnly)
{
    const MultipleChoice page{"SpO2 low", {{"Yes", "Yes"}}, {{"SVG", "<svg/>"}}};
    const auto written = [&](Version version) {
        return write({version, {}, SubmitRequest{.payload = page}});
    };

    const auto again = parse(written(Version::IheV1)).value();
    EXPECT_EQ(std::get<MultipleChoice>(std::get<SubmitRequest>(again.operation).payload), page);
    EXPECT_EQ(written(Version::V1r3).find("Image"), std::string::npos);
}

} // namespace
} // namespace wctp
