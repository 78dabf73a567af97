// Tables, and what changes the meaning of a number in HTML.
#include "mail/html_text.h"

#include <gtest/gtest.h>

namespace mail::test {
namespace {

struct Row {
    std::string given;
    std::string expected;
};

TEST(HtmlTable, AnEmptyCellKeepsItsColumn)
{
    const std::vector<Row> table{
        {"<table><tr><th>HR</th><th>SpO2</th><th>NBP</th><th>Temp</th></tr>"
         "<tr><td>118</td><td></td><td>80</td><td>&nbsp;</td></tr></table>",
         "HR | SpO2 | NBP | Temp\n118 | – | 80"},
        {"<table border=1><tr><th>Bed<th>HR<th>Alarm</tr><tr><td>12<td><td>DESAT</tr></table>",
         "Bed | HR | Alarm\n12 | – | DESAT"},
        {"<table><tr><td>a<td>b<tr><td><td>c<tr><td><td>&nbsp;<tr><td>d<td>e</table>f",
         "a | b\n– | c\nd | e\nf"},
        {"<table><tr><td>SpO2</td><td><p>--</p></td></tr></table>", "SpO2 | --"},
    };
    for (const auto& [given, expected] : table)
        EXPECT_EQ(html_text(given), expected) << given;
}

TEST(HtmlTable, ARowIsOneLineWhateverStandsInItsCells)
{
    const std::vector<Row> table{
        {"x<table><tr><td><p class=MsoNormal>HR</p></td><td><p class=MsoNormal>118</p></td></tr>"
         "<tr><td><p>SpO2</p></td><td><div>80</div></td></tr></table><p>y</p>",
         "x\n\nHR | 118\nSpO2 | 80\n\ny"},
        {"<table><tr><td>Heart<br>rate</td><td>118</td></tr></table>", "Heart rate | 118"},
        {"<table><tr><td>HR, RR</td><td>120<br>80</td></tr></table>", "HR, RR | 120; 80"},
    };
    for (const auto& [given, expected] : table)
        EXPECT_EQ(html_text(given), expected) << given;
}

TEST(HtmlTable, WhatStandsOutsideOfTheCellsIsNotLost)
{
    for (const char* given :
         {"<table><tr><td>HR</td><b>180</b><td>bpm</td></tr></table>",
          "<table><tr><td>HR</td><td>180</td> CRITICAL</tr></table>",
          "<table><tr><td>a</td><s><td>120 mmHg</td></s><td>c</td></tr></table>"}) {
        const auto text = html_text(given);
        const bool has_value = text.find("180") != text.npos || text.find("120 mmHg") != text.npos;
        EXPECT_TRUE(has_value) << given << ": " << text;
        EXPECT_EQ(text.find("CRITICAL") == text.npos,
                  std::string(given).find("CRITICAL") == std::string::npos)
            << text;
    }
}

TEST(HtmlTable, WhatOnlyArrangesAPageIsPlainText)
{
    const std::vector<Row> table{
        {"<table><tr><td><p>Bed 12</p><p>HR 180</p></td></tr></table>", "Bed 12\n\nHR 180"},
        {"<table><tr><td></td><td>Bed 12<br>HR 180</td><td> </td></tr></table>", "Bed 12\nHR 180"},
        {"<table><tr><td>Bed<br>12</td><td><table><tr><td>HR</td><td>180</td></tr></table></td></"
         "tr>"
         "</table>",
         "Bed\n12\nHR | 180"},
        {"<td>a<td>b", "a b"},
    };
    for (const auto& [given, expected] : table)
        EXPECT_EQ(html_text(given), expected) << given;
}

TEST(HtmlTable, CostsNoMoreThanItsLength)
{
    std::string deep;
    for (int i = 0; i < 30'000; ++i)
        deep += "<table><tr><td>1<td>2";
    std::string wide = "<table>";
    for (int i = 0; i < 30'000; ++i)
        wide += "<tr><td>1<td>2";

    EXPECT_FALSE(html_text(deep).empty());
    EXPECT_EQ(html_text(wide).size(), 30'000u * 6 - 1);
}

TEST(HtmlText, KeepsExponentsApartFromTheirNumber)
{
    const std::vector<Row> table{
        {"0.4 x 10<sup>9</sup>/L, 12&times;10<sup>3</sup>/&micro;L", "0.4 x 10^9/L, 12×10^3/µL"},
        {"10<sup>-3</sup>, (5)<sup>2</sup>, 10<sup>&minus;6</sup>", "10^-3, (5)^2, 10^−6"},
        {"Ca<sup>2+</sup> 1.1, 2<sup>nd</sup> dose, 180<sup>*</sup>", "Ca2+ 1.1, 2nd dose, 180*"},
        {"cm<sup>2</sup>, 10 <sup>9</sup>, SpO<sub>2</sub>", "cm2, 10 9, SpO2"},
    };
    for (const auto& [given, expected] : table)
        EXPECT_EQ(html_text(given), expected) << given;
}

TEST(HtmlText, SaysWhatIsStruckOut)
{
    const std::vector<Row> table{
        {"Heparin <s>25000</s> 5000 units", "Heparin [struck out: 25000] 5000 units"},
        {"<del>left</del> <ins>right</ins> leg", "[struck out: left] right leg"},
        {"<strike><b>1<br>2</b></strike>", "[struck out: 1\n2]"},
        {"a <span style='color:red; TEXT-DECORATION: underline line-through'>10 mg</span> 1 mg",
         "a [struck out: 10 mg] 1 mg"},
        {"a<p style='text-decoration-line:line-through'>b</p>c", "a\n\n[struck out: b]\n\nc"},
        {"<table><tr><td>K<td><s>6</s> 5<tr "
         "style='text-decoration:line-through'><td>Na<td>1</table>",
         "K | [struck out: 6] 5\n[struck out: Na | 1]"},
        {"a<s> </s>b<s></s>", "a b"},
    };
    for (const auto& [given, expected] : table)
        EXPECT_EQ(html_text(given), expected) << given;
}

} // namespace
} // namespace mail::test
