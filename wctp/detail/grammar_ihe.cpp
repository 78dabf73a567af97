#include "wctp/detail/grammar_parts.h"

// IHE PCD-06 and PCD-07. All of it is checked; what is for people goes to the text (parts_in.cpp).

namespace wctp::detail {

std::vector<ElementRule> ihe_elements()
{
    const auto always = [](std::string_view name) { return free_text(name, Need::Grammar); };
    return {
        {.name = "wctp-IHEPCDDialback", .attributes = {always("String")}},
        {.name = "wctp-IHEPCD04", .content = Content::Text},
        {.name = "wctp-IHEPCDWCMImages",
         .content = Content::Elements,
         .places = {one_or_more("wctp-IHEWCMImage")}},
        {.name = "wctp-IHEWCMImage",
         .content = Content::Text,
         .attributes = {always("Format"), always("Encoding")}},
        {.name = "wctp-IHEPCDACM",
         .content = Content::Elements,
         .places = {maybe("wctp-IHEPCDACMParticipants"), maybe("wctp-IHEPCDACMLocations"),
                    maybe("wctp-IHEPCDACMResponder"), maybe("wctp-IHEPCDACMObservation")}},
        {.name = "wctp-IHEPCDACMParticipants",
         .content = Content::Elements,
         .places = {one_or_more("wctp-IHEPCDACMParticipant")}},
        {.name = "wctp-IHEPCDACMParticipant",
         .attributes = {always("participantID"), free_text("name"),
                        word("classification", {"DEVICE", "PATIENT", "STAFF"}, {}, Need::Grammar)}},
        {.name = "wctp-IHEPCDACMLocations",
         .content = Content::Elements,
         .places = {one_or_more("wctp-IHEPCDACMLocation")}},
        {.name = "wctp-IHEPCDACMLocation",
         .attributes = {always("identifier"), free_text("description"), word("type", {"HU"}),
                        word("physicalType", {"ro", "bd"})}},
        {.name = "wctp-IHEPCDACMResponder",
         .attributes = {always("responderID"), always("onBehalfOfResponderID")}},
        {.name = "wctp-IHEPCDACMObservation",
         .attributes = {free_text("alertTimestamp"), free_text("fillerOrderNumber"),
                        free_text("parentFillerOrderNumber"), free_text("value"),
                        free_text("units"), free_text("referenceRange"),
                        free_text("abnormalityType"), free_text("eventIdentification"),
                        free_text("sourceIdentification"), free_text("eventPhase"),
                        free_text("alertState"), free_text("inactivationState"),
                        free_text("alarmPriority"), free_text("alertType")}},
    };
}

} // namespace wctp::detail
