// Spreadsheets whose texts stay texts, and PDF that can be read by all.
#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <sstream>

#include "base/result.hpp"
#include "documents/pdf.hpp"
#include "documents/workbook.hpp"
#include "support/folder.hpp"

namespace {

using documents::ColumnType;
using documents::SheetCell;

documents::Stamp stamp(std::string title = "Chiffres de la consultation d’essai") {
    return {std::move(title),
            base::parse_local("2026-04-30T18:00").value(),
            "Tremplin, soutiens comptés",
            "https://tremplin.example/campagnes/essai/chiffres",
            {{"Empreinte", "abc"}}};
}

std::string bytes_of(std::string const& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::uint32_t number(std::string const& bytes, std::size_t at, int count) {
    std::uint32_t value = 0;
    for (int i = count - 1; i >= 0; --i)
        value = (value << 8U) | static_cast<unsigned char>(bytes.at(at + static_cast<std::size_t>(i)));
    return value;
}

/// The files of a ZIP, by its central directory.
std::map<std::string, std::string> unzipped(std::string const& zip) {
    std::map<std::string, std::string> files;
    std::size_t const end = zip.rfind("PK\x05\x06");
    std::size_t at = number(zip, end + 16, 4);
    for (std::uint32_t left = number(zip, end + 10, 2); left > 0; --left) {
        std::uint32_t const method = number(zip, at + 10, 2);
        std::uint32_t const packed = number(zip, at + 20, 4);
        std::uint32_t const size = number(zip, at + 24, 4);
        std::uint32_t const name_length = number(zip, at + 28, 2);
        std::string const name = zip.substr(at + 46, name_length);
        std::size_t const local = number(zip, at + 42, 4);
        std::size_t const start = local + 30 + number(zip, local + 26, 2) + number(zip, local + 28, 2);
        std::string content(size, '\0');
        if (method == 0) {
            content = zip.substr(start, size);
        } else {
            z_stream stream{};
            inflateInit2(&stream, -MAX_WBITS);
            stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(zip.data() + start));
            stream.avail_in = packed;
            stream.next_out = reinterpret_cast<Bytef*>(content.data());
            stream.avail_out = size;
            EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END) << name;
            inflateEnd(&stream);
        }
        files[name] = content;
        at += 46 + name_length + number(zip, at + 30, 2) + number(zip, at + 32, 2);
    }
    return files;
}

std::string written(support::TemporaryFolder const& folder, std::string const& name) {
    documents::Workbook book(folder.file(name), stamp());
    book.sheet("Soutiens", {{"Texte"},
                            {"Nombre", ColumnType::integer},
                            {"Jour", ColumnType::date},
                            {"Montant", ColumnType::euros}});
    for (char const* text : {"=1+1", "+33 1", "-2", "@SUM(A1)", "\t=1", "<script>&\"'", "😀 Île-d’Aix", "'=1"})
        book.row({std::string(text), std::int64_t{42}, base::parse_local("2026-03-29T12:00").value(),
                  base::Euros::cents(123456)});
    book.sheet("Soutiens", {{"=A1"}});
    book.row({std::string("=HYPERLINK(\"http://x\")")});
    return book.finish();
}

std::string output_of(std::string const& command) {
    std::string output;
    FILE* const pipe = ::popen((command + " 2>&1").c_str(), "r");
    char buffer[4096];
    while (std::size_t const got = std::fread(buffer, 1, sizeof buffer, pipe)) output.append(buffer, got);
    int const status = ::pclose(pipe);
    return status == 0 ? output : output + "\nEXIT " + std::to_string(status);
}

bool holds(std::string const& text, std::string const& part) {
    return text.find(part) != std::string::npos;
}

std::string long_document() {
    documents::Pdf pdf(stamp("Chiffres <arrêtés> & datés"));
    pdf.heading(2, "Participation");
    pdf.paragraph("L’œuvre de 1\u202f234 communes : « soutenir » coûte 12,5\u00a0€.");
    documents::PdfTable table{"Soutiens par département",
                              {{"Département", false, 3}, {"Soutiens", true, 1}, {"Part", true, 1}},
                              {}};
    for (int i = 0; i < 120; ++i)
        table.rows.push_back({"Département " + std::to_string(i), std::to_string(i), "1 %"});
    pdf.table(table);
    pdf.heading(3, "Par taille");
    pdf.bars("Soutiens par taille", "Taille", "Soutiens",
             {{"Moins de 500 habitants", 12, "12"}, {"Aucun", 0, "0"}});
    std::string words;
    for (int i = 0; i < 2'500; ++i) words += "mots ";
    pdf.paragraph(words + std::string(300, 'a') + " fin du long");
    return pdf.finish();
}

}  // namespace

TEST(Workbook, a_text_is_never_a_formula_and_types_are_kept) {
    support::TemporaryFolder const folder;
    auto const files = unzipped(bytes_of(written(folder, "a.xlsx")));
    ASSERT_TRUE(files.contains("xl/worksheets/sheet3.xml"));
    std::string all;
    for (auto const& [name, content] : files)
        if (holds(name, "worksheets/") || holds(name, "sharedStrings")) all += content;
    EXPECT_FALSE(holds(all, "<f>") || holds(all, "<f "));
    EXPECT_TRUE(holds(all, "<t>=1+1</t>"));
    EXPECT_TRUE(holds(all, "&lt;script&gt;"));
    std::string const& second = files.at("xl/worksheets/sheet2.xml");
    EXPECT_TRUE(holds(second, "<v>42</v>"));
    EXPECT_TRUE(holds(second, "<v>1234.56</v>"));
    EXPECT_TRUE(holds(second, "<v>46110</v>"));  // 29 March 2026
    EXPECT_TRUE(holds(second, "state=\"frozen\""));
    EXPECT_TRUE(holds(second, "<autoFilter ref=\"A1:D9\"/>"));
    EXPECT_TRUE(holds(files.at("xl/workbook.xml"), "name=\"À propos\""));
    EXPECT_TRUE(holds(files.at("xl/workbook.xml"), "name=\"Soutiens (2)\""));
    EXPECT_TRUE(holds(files.at("xl/worksheets/sheet1.xml"), "30 avril 2026 à 18"));
}

TEST(Workbook, the_same_calls_give_the_same_bytes) {
    support::TemporaryFolder const folder;
    EXPECT_EQ(bytes_of(written(folder, "a.xlsx")), bytes_of(written(folder, "b.xlsx")));
}

TEST(Workbook, long_texts_and_hostile_names_are_made_to_fit) {
    support::TemporaryFolder const folder;
    documents::Workbook book(folder.file("c.xlsx"), stamp());
    book.sheet("[]:*?/\\ ' très long nom de feuille qui dépasse", {{"T"}, {"N", ColumnType::integer}});
    book.row({std::string(40'000, 'x'), std::int64_t{9'223'372'036'854'775'807}});
    book.row({std::int64_t{5}, std::string("texte")});
    book.sheet("", {{"T"}});
    auto const files = unzipped(bytes_of(book.finish()));
    EXPECT_TRUE(holds(files.at("xl/worksheets/sheet2.xml"), "x…"));
    EXPECT_TRUE(holds(files.at("xl/worksheets/sheet2.xml"), "<t>9223372036854775807</t>"));
}

TEST(Workbook, what_cannot_be_written_is_a_fault_and_leaves_nothing) {
    documents::Workbook book("/nonexistent/folder/a.xlsx", stamp());
    EXPECT_THROW(
        {
            book.sheet("S", {{"T"}});
            (void)book.finish();
        },
        std::exception);
    support::TemporaryFolder const folder;
    { documents::Workbook const unfinished(folder.file("u.xlsx"), stamp()); }
    EXPECT_FALSE(std::filesystem::exists(folder.file("u.xlsx")));
}

TEST(PdfTest, it_is_tagged_valid_numbered_and_its_text_can_be_taken_out) {
    support::TemporaryFolder const folder;
    std::string const path = folder.file("a.pdf");
    std::ofstream(path, std::ios::binary) << long_document();
    std::string const info = output_of("pdfinfo " + path);
    EXPECT_TRUE(holds(info, "Tagged:          yes")) << info;
    EXPECT_TRUE(holds(info, "Title:           Chiffres <arrêtés> & datés")) << info;
    std::string const checked = output_of("qpdf --check " + path);
    EXPECT_FALSE(holds(checked, "EXIT")) << checked;
    std::string const text = output_of("pdftotext -layout " + path + " -");
    EXPECT_TRUE(holds(text, "L’œuvre de 1")) << text.substr(0, 2000);
    EXPECT_TRUE(holds(text, "page 1 sur ")) << text.substr(0, 4000);
    EXPECT_TRUE(holds(text, "Soutiens par département (suite)"));
    EXPECT_TRUE(holds(text, "30 avril 2026 à 18"));
    std::string const structure = output_of("pdfinfo -struct " + path);
    for (char const* tag : {"Document", "H1", "H2", "H3", "Table", "Caption", "TR", "TH", "TD"})
        EXPECT_TRUE(holds(structure, tag)) << tag;
    std::string const whole = output_of("qpdf --qdf --object-streams=disable " + path + " -");
    for (char const* part :
         {"/Lang (fr-FR)", "/DisplayDocTitle true", "<pdfuaid:part>1", "/Scope /Column", "/Scope /Row"})
        EXPECT_TRUE(holds(whole, part)) << part;
    std::string const fonts = output_of("pdffonts " + path);
    EXPECT_TRUE(holds(fonts, "DejaVu")) << fonts;
}

TEST(PdfTest, the_same_calls_give_the_same_bytes) {
    EXPECT_EQ(long_document(), long_document());
}
