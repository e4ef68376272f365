#include <gtest/gtest.h>

#include "base/csv.hpp"

TEST(Csv, a_plain_text_stands_as_it_is) {
    EXPECT_EQ(base::csv_row({"P-2026-001", "Saint-Étienne", "1234"}), "P-2026-001,Saint-Étienne,1234\r\n");
    EXPECT_EQ(base::csv_row({"", "", ""}), ",,\r\n");
}

TEST(Csv, commas_quotes_and_line_ends_are_quoted) {
    EXPECT_EQ(base::csv_cell("a,b"), "\"a,b\"");
    EXPECT_EQ(base::csv_cell("dit \"oui\""), "\"dit \"\"oui\"\"\"");
    EXPECT_EQ(base::csv_cell("a\nb"), "\"a\nb\"");
    EXPECT_EQ(base::csv_cell("a;b"), "\"a;b\"");
}

TEST(Csv, what_a_spreadsheet_would_run_is_neutralised) {
    for (char const* hostile : {"=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\"=1", "'=1",
                                "\n=1", "\uFF1D1+1", "-", "=HYPERLINK(\"http://x\")", "-2-3", "+33 1 02"}) {
        std::string const cell = base::csv_cell(hostile);
        std::string_view inside = cell;
        if (inside.front() == '"') inside.remove_prefix(1);
        EXPECT_EQ(inside.front(), '\'') << hostile;
    }
}

TEST(Csv, a_number_keeps_its_sign) {
    EXPECT_EQ(base::csv_cell("-12"), "-12");
    EXPECT_EQ(base::csv_cell("-12.50"), "-12.50");
    EXPECT_EQ(base::csv_cell("+3"), "+3");
    EXPECT_EQ(base::csv_cell("-12."), "'-12.");
    EXPECT_EQ(base::csv_cell("-1 2"), "'-1 2");
}
