// A list as a file: the same cells as CSV and as a sheet, no formula, whole or gone.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/check.hpp"
#include "documents/list_file.hpp"
#include "documents/workbook_reader.hpp"
#include "support/folder.hpp"

namespace {

using documents::ColumnType;
using documents::ListFile;
using documents::ListFormat;

std::string bytes_of(std::string const& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

documents::Stamp stamp() {
    return {"Soutiens", base::parse_local("2026-04-30T18:00").value(), "Tremplin", "", {}};
}

std::vector<documents::ListColumn> columns() {
    return {{"texte", "Texte"},
            {"nombre", "Nombre", ColumnType::integer},
            {"depuis", "Depuis", ColumnType::moment},
            {"montant", "Montant", ColumnType::euros}};
}

TEST(ListFileTest, the_same_cells_as_csv_and_as_a_sheet_and_none_is_a_formula) {
    support::TemporaryFolder const folder;
    std::vector<std::string> const texts{"=1+1", "+33", "-2", "@x", "\tx", "a,\"b\"", "😀"};
    for (ListFormat const format : {ListFormat::csv, ListFormat::xlsx}) {
        ListFile file(folder.file("list"), format, stamp(), columns());
        for (std::string const& text : texts)
            file.row({text, std::int64_t{-5}, base::parse_local("2026-04-15T18:05").value(),
                      base::Euros::cents(-1205)});
        file.row({std::monostate{}, std::monostate{}, std::monostate{}, std::monostate{}});
        std::string const bytes = bytes_of(file.finish());
        auto const sheets = documents::read_workbook(bytes).value();
        auto const& rows = sheets.back().rows;
        bool const is_csv = format == ListFormat::csv;
        ASSERT_GE(rows.size(), texts.size() + 1);
        EXPECT_EQ(rows[0].cells[0], is_csv ? "texte" : "Texte");
        for (std::size_t i = 0; i < texts.size(); ++i) {
            EXPECT_EQ(rows[i + 1].cells[0], texts[i]);
            EXPECT_EQ(rows[i + 1].cells[1], "-5");
            EXPECT_EQ(rows[i + 1].cells[2], is_csv ? "2026-04-15T16:05:00Z" : "2026-04-15T18:05:00");
            EXPECT_EQ(rows[i + 1].cells[3], is_csv ? "-12.05" : "-12.05");
        }
        if (is_csv) {
            EXPECT_TRUE(bytes.starts_with("\xEF\xBB\xBFtexte,nombre"));
            EXPECT_NE(bytes.find("'=1+1"), std::string::npos);
        }
        std::filesystem::remove(folder.file("list"));
    }
}

TEST(ListFileTest, a_list_that_fails_leaves_no_file) {
    support::TemporaryFolder const folder;
    for (ListFormat const format : {ListFormat::csv, ListFormat::xlsx}) {
        try {
            ListFile file(folder.file("half"), format, stamp(), columns());
            file.row({std::string("un"), std::int64_t{1}, std::monostate{}, std::monostate{}});
            throw std::runtime_error("the database went away");
        } catch (std::runtime_error const&) {
        }
        EXPECT_FALSE(std::filesystem::exists(folder.file("half")));
    }
    ListFile file(folder.file("narrow"), ListFormat::csv, stamp(), columns());
    EXPECT_THROW(file.row({std::string("un")}), base::Fault);
}

}  // namespace
