// Reading what people send back: XLSX, ODS and CSV as spreadsheets write them, and files made to harm.
#include <gtest/gtest.h>
#include <zip.h>

#include <chrono>
#include <fstream>
#include <random>

#include "base/csv.hpp"
#include "documents/workbook.hpp"
#include "documents/workbook_reader.hpp"
#include "support/folder.hpp"

namespace {

using documents::read_workbook;
using documents::ReadingLimits;
using documents::ReadSheet;

std::string bytes_of(std::string const& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// A ZIP of these files.
std::string zipped(std::vector<std::pair<std::string, std::string>> const& files) {
    support::TemporaryFolder const folder;
    std::string const path = folder.file("made.zip");
    int error = 0;
    zip_t* const archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &error);
    for (auto const& [name, content] : files)
        zip_file_add(archive, name.c_str(), zip_source_buffer(archive, content.data(), content.size(), 0), 0);
    zip_close(archive);
    return bytes_of(path);
}

/// A workbook of one sheet with this inside of <sheetData>.
std::string xlsx(std::string const& rows, std::string const& texts = {}, std::string const& styles = {},
                 std::string const& workbook_properties = {}) {
    return zipped(
        {{"[Content_Types].xml", "<Types/>"},
         {"xl/workbook.xml",
          "<x:workbook xmlns:x='a' xmlns:r='b'>" + workbook_properties +
              "<x:sheets><x:sheet name='Décisions' sheetId='1' r:id='rId7'/></x:sheets></x:workbook>"},
         {"xl/_rels/workbook.xml.rels",
          "<Relationships><Relationship Id='rId7' Target='worksheets/sheet1.xml'/></Relationships>"},
         {"xl/sharedStrings.xml", "<sst>" + texts + "</sst>"},
         {"xl/styles.xml", "<styleSheet>" + styles + "</styleSheet>"},
         {"xl/worksheets/sheet1.xml", "<worksheet><sheetData>" + rows + "</sheetData></worksheet>"}});
}

std::string ods(std::string const& rows) {
    return zipped(
        {{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"},
         {"content.xml",
          "<office:document-content xmlns:office='o' xmlns:table='t' xmlns:text='x'>"
          "<office:body><office:spreadsheet><table:table table:name='Feuille1'>" +
              rows + "</table:table></office:spreadsheet></office:body></office:document-content>"}});
}

std::string refusal_of(std::string_view bytes, ReadingLimits const& limits = {}) {
    auto const read = read_workbook(bytes, limits);
    return read.ok() ? "" : read.refusal().message;
}
using Cells = std::vector<std::string>;

TEST(Reader, what_the_writer_writes_is_read_again_whatever_the_texts) {
    support::TemporaryFolder const folder;
    documents::Workbook book(folder.file("a.xlsx"),
                             {"Essai", base::parse_local("2026-04-30T18:00").value(), "s", "", {}});
    book.sheet("Décisions", {{"Texte"},
                             {"Nombre", documents::ColumnType::integer},
                             {"Jour", documents::ColumnType::date},
                             {"Instant", documents::ColumnType::moment}});
    std::vector<std::string> const texts{"=1+1", "<b>&amp;\"'", "😀 Île-d’Aix", "deux\nlignes", "محافظة"};
    for (std::string const& text : texts)
        book.row({text, std::int64_t{1234}, base::parse_local("2026-04-15T00:00").value(),
                  base::parse_local("2026-04-15T18:05").value()});
    book.finish();
    auto const sheets = read_workbook(bytes_of(folder.file("a.xlsx"))).value();
    ASSERT_EQ(sheets.size(), 2U);
    EXPECT_EQ(sheets[0].name, "À propos");
    EXPECT_EQ(sheets[1].name, "Décisions");
    ASSERT_EQ(sheets[1].rows.size(), texts.size() + 1);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        EXPECT_EQ(sheets[1].rows[i + 1].number, static_cast<std::int64_t>(i) + 2);
        EXPECT_EQ(sheets[1].rows[i + 1].cells,
                  (Cells{texts[i], "1234", "2026-04-15", "2026-04-15T18:05:00"}));
    }
}

TEST(Reader, xlsx_of_other_programs_shared_rich_and_inline_texts_formulas_dates_gaps) {
    auto const sheets =
        read_workbook(
            xlsx("<row r='2'><c r='A2' t='s'><v>1</v></c><c r='C2' t='inlineStr'><is><t>en ligne</t></is></c>"
                 "<c r='D2' s='1'><f>TODAY()</f><v>46127</v></c><c r='E2' "
                 "t='str'><f>A1&amp;B1</f><v>calculé</v></c>"
                 "<c r='F2' t='b'><v>1</v></c><c r='G2' t='e'><v>#N/A</v></c><c r='H2'><v>1.5E1</v></c><c "
                 "r='I2' s='2'><v>2.50</v></c></row>"
                 "<row><c><v>3</v></c><c t='s'><v>0</v></c></row><row r='1048576'/>",
                 "<si><t>simple</t></si><si><r><t>ri</t></r><r><t xml:space='preserve'>che "
                 "</t></r><rPh><t>lu</t></rPh></si>",
                 "<numFmts><numFmt numFmtId='164' formatCode='dd\\/mm\\/yyyy'/><numFmt numFmtId='165' "
                 "formatCode='0.00 \"jours\"'/></numFmts>"
                 "<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs><cellXfs><xf numFmtId='0'/><xf "
                 "numFmtId='164'/><xf numFmtId='165'/></cellXfs>"))
            .value();
    ASSERT_EQ(sheets.front().rows.size(), 2U);
    EXPECT_EQ(sheets.front().rows[0].number, 2);
    EXPECT_EQ(sheets.front().rows[0].cells,
              (Cells{"riche ", "", "en ligne", "2026-04-15", "calculé", "VRAI", "#N/A", "15", "2.5"}));
    EXPECT_EQ(sheets.front().rows[1].number, 3);
    EXPECT_EQ(sheets.front().rows[1].cells, (Cells{"3", "simple"}));
    // Days counted from 1904, and before the 29 February 1900 that never was.
    std::string const date = "<cellXfs><xf numFmtId='22'/></cellXfs>";
    EXPECT_EQ(read_workbook(
                  xlsx("<row><c s='0'><v>44665.75</v></c></row>", "", date, "<x:workbookPr date1904='1'/>"))
                  .value()
                  .front()
                  .rows[0]
                  .cells[0],
              "2026-04-15T18:00:00");
    EXPECT_EQ(
        read_workbook(xlsx("<row><c s='0'><v>1</v></c></row>", "", date)).value().front().rows[0].cells[0],
        "1900-01-01");
}

TEST(Reader, ods_with_repeats_paragraphs_values_and_without_comments) {
    auto const sheets =
        read_workbook(
            ods("<table:table-row table:number-rows-repeated='3'><table:table-cell "
                "table:number-columns-repeated='16384'/></table:table-row>"
                "<table:table-row><table:table-cell office:value-type='string'><text:p>un<text:s "
                "text:c='2'/>deux</text:p><text:p>trois</text:p>"
                "<office:annotation><text:p>caché</text:p></office:annotation></table:table-cell>"
                "<table:table-cell table:number-columns-repeated='2' office:value-type='float' "
                "office:value='12'><text:p>12,00</text:p></table:table-cell>"
                "<table:table-cell office:value-type='date' "
                "office:date-value='2026-04-15'><text:p>15/04/26</text:p></table:table-cell>"
                "<table:covered-table-cell/><table:table-cell office:value-type='boolean' "
                "office:boolean-value='true'><text:p>VRAI</text:p></table:table-cell></table:table-row>"
                "<table:table-row table:number-rows-repeated='1048570'><table:table-cell "
                "table:number-columns-repeated='16384'/></table:table-row>"))
            .value();
    ASSERT_EQ(sheets.size(), 1U);
    EXPECT_EQ(sheets[0].name, "Feuille1");
    ASSERT_EQ(sheets[0].rows.size(), 1U);
    EXPECT_EQ(sheets[0].rows[0].number, 4);
    EXPECT_EQ(sheets[0].rows[0].cells, (Cells{"un  deux\ntrois", "12", "12", "2026-04-15", "", "VRAI"}));
}

TEST(Reader, csv_whatever_the_separator_the_coding_and_the_line_ends) {
    auto const rows = [](std::string_view bytes) { return read_workbook(bytes).value().front().rows; };
    auto const french = rows("\xEF\xBB\xBFRéférence;Décision\r\nC-1;\"a;\"\"b\"\"\nc\"\r\n\r\nC-2;'=1+1\r\n");
    ASSERT_EQ(french.size(), 3U);
    EXPECT_EQ(french[0].cells, (Cells{"Référence", "Décision"}));
    EXPECT_EQ(french[1].cells, (Cells{"C-1", "a;\"b\"\nc"}));
    EXPECT_EQ(french[2].number, 4);
    EXPECT_EQ(french[2].cells, (Cells{"C-2", "=1+1"}));
    EXPECT_EQ(rows("R\xE9"
                   "f\xE9rence,\x80\x93\n1,l\x92 eau")[1]
                  .cells,
              (Cells{"1", "l’ eau"}));
    EXPECT_EQ(rows("R\xE9"
                   "f\xE9rence,\x80\n")[0]
                  .cells,
              (Cells{"Référence", "€"}));
    EXPECT_EQ(rows("a\tb\r1\t2")[1].cells, (Cells{"1", "2"}));
    EXPECT_EQ(rows("sep=,\na;x,b")[0].cells, (Cells{"a;x", "b"}));
    // What our exports guard comes back as it was.
    for (std::string const& text : std::vector<std::string>{"=1+1", "@x", "-2+3", "\tx", "l’eau", "'quoted'"})
        EXPECT_EQ(rows("t,u\r\n" + base::csv_row({text, "x"}))[1].cells[0], text);
    EXPECT_TRUE(read_workbook("").value().front().rows.empty());
    EXPECT_NE(refusal_of("a,\"b\nc"), "");
    EXPECT_NE(refusal_of(std::string_view("a\0b", 3)), "");
}

TEST(Reader, every_limit_refuses_the_whole_file) {
    ReadingLimits limits;
    limits.rows_max = 2;
    limits.columns_max = 2;
    limits.cell_bytes_max = 5;
    EXPECT_EQ(refusal_of("a,b\n1,2", limits), "");
    EXPECT_NE(refusal_of("a\nb\nc", limits), "");
    EXPECT_NE(refusal_of("a,b,c", limits), "");
    EXPECT_NE(refusal_of("123456", limits), "");
    EXPECT_NE(refusal_of("\"" + std::string(100'000, 'x'), limits), "");
    EXPECT_NE(refusal_of(xlsx("<row r='1'><c r='C1'><v>1</v></c></row>"), limits), "");
    EXPECT_NE(refusal_of(xlsx("<row r='1'><c r='XFD1'><v>1</v></c></row>")), "");
    EXPECT_NE(refusal_of(ods("<table:table-row "
                             "table:number-rows-repeated='1000000'><table:table-cell><text:p>x</text:p></"
                             "table:table-cell></table:table-row>")),
              "");
    EXPECT_NE(refusal_of(ods("<table:table-row><table:table-cell "
                             "table:number-columns-repeated='1000000'><text:p>x</text:p></table:table-cell></"
                             "table:table-row>")),
              "");
    // One text, used a million times.
    std::string many;
    for (int i = 1; i <= 9'000; ++i) many += "<row><c t='s'><v>0</v></c></row>";
    EXPECT_NE(refusal_of(xlsx(many, "<si><t>" + std::string(30'000, 'x') + "</t></si>")), "");
}

TEST(Reader, bombs_entities_and_long_tags_are_refused_quickly) {
    auto const begun = std::chrono::steady_clock::now();
    EXPECT_NE(refusal_of(xlsx(std::string(80U << 20U, ' '))), "");
    EXPECT_NE(refusal_of(xlsx("<row><c r='" + std::string(20U << 20U, 'A') + "'/></row>")), "");
    std::string deep;
    for (int i = 0; i < 200'000; ++i) deep += "<a>";
    EXPECT_NE(refusal_of(xlsx(deep)), "");
    std::string const laughs = "<!DOCTYPE a [<!ENTITY b 'ha'><!ENTITY c '&b;&b;&b;'>]><a>&c;</a>";
    EXPECT_NE(refusal_of(zipped({{"xl/workbook.xml", laughs}})), "");
    EXPECT_NE(refusal_of(zipped({{"content.xml", "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>"}})), "");
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(10));
}

TEST(Reader, what_is_no_table_is_refused_with_what_to_do) {
    for (std::string const& bytes : std::vector<std::string>{
             std::string("PK\x03\x04 not a zip"), std::string("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
             zipped({{"a.txt", "x"}}), zipped({{"xl/workbook.xml", "<workbook/>"}}),
             zipped({{"xl/workbook.xml", "not xml"}}), xlsx("<row><c t='s'><v>99</v></c></row>"),
             xlsx("<row><c t='s'><v>-1</v></c></row>"),
             xlsx("<row r='5'><c r='A5'><v>1</v></c></row><row r='2'><c r='A2'><v>1</v></c></row>"),
             xlsx("<row r='1'><c r='A2'><v>1</v></c></row>"), xlsx("<row><c>"), ods("<table:table-row>")}) {
        auto const read = read_workbook(bytes);
        ASSERT_FALSE(read.ok()) << bytes.substr(0, 40);
        EXPECT_FALSE(read.refusal().advice.empty());
    }
}

TEST(Reader, a_damaged_file_never_crashes) {
    std::string const good = xlsx("<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1'><v>46127</v></c></row>",
                                  "<si><t>é</t></si>", "<cellXfs><xf numFmtId='14'/></cellXfs>");
    std::string const table = "a;b;\"c\"\r\n1;2;3\r\n";
    std::mt19937 dice(4);
    for (int i = 0; i < 3'000; ++i) {
        std::string bytes = i % 3 == 0 ? table : good;
        for (unsigned change = 0; change <= dice() % 4; ++change)
            bytes[dice() % bytes.size()] = static_cast<char>(dice());
        if (dice() % 4 == 0) bytes.resize(dice() % bytes.size());
        (void)read_workbook(bytes);
    }
}

}  // namespace
