#include "consultation/snapshot_files.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "base/check.hpp"
#include "base/crypto.hpp"
#include "base/french.hpp"
#include "documents/pdf.hpp"
#include "documents/workbook.hpp"

namespace consultation {
namespace {

constexpr std::size_t name_random_bytes = 16;
constexpr std::string_view days_key = "jours";

documents::Stamp stamp_of(Campaign const& campaign, Snapshot const& snapshot, SnapshotSource const& source) {
    documents::Stamp stamp;
    stamp.title = fmt::format("{} – {}", snapshot.name, campaign.title);
    stamp.at = snapshot.speaks_of();
    stamp.source = source.site_name + ", soutiens comptés, un par collectivité";
    if (source.is_demo) stamp.source += " (démonstration, actes inventés)";
    stamp.address = source.origin + snapshots_address(campaign);
    if (snapshot.is_closing())
        stamp.more.emplace_back("Relevés le", base::french_date_time(snapshot.at) + " (heure de Paris)");
    stamp.more.emplace_back("Empreinte SHA-256", snapshot.sha256);
    stamp.more.emplace_back("Journal", snapshot.journal_root.empty()
                                           ? std::string("aucun acte scellé")
                                           : fmt::format("{}, racine {}",
                                                         base::french_count(snapshot.journal_size,
                                                                            "acte scellé", "actes scellés"),
                                                         snapshot.journal_root));
    return stamp;
}

std::vector<documents::SheetColumn> sheet_columns(FigureTable const& table) {
    std::vector<documents::SheetColumn> columns;
    for (FigureColumn const& column : table.columns)
        columns.push_back({column.title,
                           column.is_number ? documents::ColumnType::integer : documents::ColumnType::text,
                           column.is_number ? 14 : 28});
    return columns;
}

void put_cells(std::vector<documents::SheetCell>& cells, std::vector<FigureCell> const& row) {
    for (FigureCell const& cell : row) {
        if (auto const* const words = std::get_if<std::string>(&cell))
            cells.emplace_back(*words);
        else
            cells.emplace_back(std::get<std::int64_t>(cell));
    }
}

void campaign_sheets(documents::Workbook& book, FigureTables const& tables) {
    for (FigureTable const& table : tables) {
        book.sheet(table.title, sheet_columns(table));
        for (std::vector<FigureCell> const& row : table.rows) {
            std::vector<documents::SheetCell> cells;
            if (table.key == summary_key) {
                cells.emplace_back(title_of_summary(std::get<std::string>(row.at(0))));
                cells.emplace_back(std::get<std::int64_t>(row.at(1)));
            } else {
                put_cells(cells, row);
            }
            book.row(cells);
        }
    }
}

void proposals_side_by_side(documents::Workbook& book, SnapshotFigures const& figures) {
    if (figures.proposals.empty()) return;
    std::vector<documents::SheetColumn> columns{{"Proposition", documents::ColumnType::text, 16},
                                                {"Titre", documents::ColumnType::text, 60}};
    for (std::vector<FigureCell> const& row : table_of(figures.proposals.front().tables, summary_key)->rows)
        columns.push_back(
            {title_of_summary(std::get<std::string>(row.at(0))), documents::ColumnType::integer, 16});
    book.sheet("Propositions", columns);
    for (SnapshotFigures::OfProposal const& one : figures.proposals) {
        std::vector<documents::SheetCell> cells{one.reference, one.title};
        for (std::vector<FigureCell> const& row : table_of(one.tables, summary_key)->rows)
            cells.emplace_back(std::get<std::int64_t>(row.at(1)));
        book.row(cells);
    }
}

void proposal_sheets(documents::Workbook& book, SnapshotFigures const& figures) {
    if (figures.proposals.empty()) return;
    for (FigureTable const& kind : figures.proposals.front().tables) {
        if (kind.key == summary_key) continue;
        std::vector<documents::SheetColumn> columns = sheet_columns(kind);
        columns.insert(columns.begin(), {"Proposition", documents::ColumnType::text, 16});
        book.sheet("Prop. " + kind.key, columns);
        for (SnapshotFigures::OfProposal const& one : figures.proposals)
            for (std::vector<FigureCell> const& row : table_of(one.tables, kind.key)->rows) {
                std::vector<documents::SheetCell> cells{one.reference};
                put_cells(cells, row);
                book.row(cells);
            }
    }
}

std::string text_of(FigureCell const& cell) {
    if (auto const* const words = std::get_if<std::string>(&cell)) return *words;
    return base::french_number(std::get<std::int64_t>(cell));
}

documents::PdfTable pdf_table(FigureTable const& table) {
    documents::PdfTable drawn{table.title, {}, {}};
    bool const has_code = table.key != summary_key && table.columns.front().key == "code";
    std::size_t const first = has_code ? 1 : 0;
    for (std::size_t i = first; i < table.columns.size(); ++i)
        drawn.columns.push_back({table.key == summary_key && i == 0 ? "Chiffre" : table.columns[i].title,
                                 table.columns[i].is_number, table.columns[i].is_number ? 2 : 5});
    for (std::vector<FigureCell> const& row : table.rows) {
        std::vector<std::string> cells;
        for (std::size_t i = first; i < row.size(); ++i)
            cells.push_back(table.key == summary_key && i == 0 ? title_of_summary(text_of(row[i]))
                                                               : text_of(row[i]));
        drawn.rows.push_back(std::move(cells));
    }
    return drawn;
}

/// By day there are too many lines to read: the workbook has them.
void pdf_tables(documents::Pdf& pdf, FigureTables const& tables) {
    for (FigureTable const& table : tables)
        if (table.key != days_key && !table.rows.empty()) pdf.table(pdf_table(table));
}

/// A proposal on paper: its counts, then where its supports come from.
void pdf_proposal(documents::Pdf& pdf, SnapshotFigures::OfProposal const& one) {
    pdf.heading(3, fmt::format("{} – {}", one.reference, one.title));
    for (std::string_view const key : {"resume", "types", "regions", "politiques"}) {
        FigureTable const* const table = table_of(one.tables, key);
        if (table != nullptr && !table->rows.empty()) pdf.table(pdf_table(*table));
    }
}

}  // namespace

std::string sheet_of(Campaign const& campaign, Snapshot const& snapshot, SnapshotFigures const& figures,
                     SnapshotSource const& source, base::Random& random) {
    std::string const path =
        source.temporary_folder + "/" + base::hex(random.bytes(name_random_bytes)) + ".xlsx";
    documents::Workbook book(path, stamp_of(campaign, snapshot, source));
    proposals_side_by_side(book, figures);
    campaign_sheets(book, figures.tables);
    proposal_sheets(book, figures);
    book.finish();
    std::ifstream in(path, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    ::unlink(path.c_str());
    base::check(!bytes.empty(), "a workbook that was written can be read");
    return bytes;
}

std::string pdf_of(Campaign const& campaign, Snapshot const& snapshot, SnapshotFigures const& figures,
                   SnapshotSource const& source) {
    documents::Pdf pdf(stamp_of(campaign, snapshot, source));
    if (source.is_demo) pdf.paragraph("Démonstration\u00a0: les actes comptés ici sont inventés.");
    pdf.heading(2, "La consultation");
    pdf_tables(pdf, figures.tables);
    pdf.heading(2, "Les propositions");
    if (figures.proposals.empty()) pdf.paragraph("Aucune proposition n’est publiée.");
    for (SnapshotFigures::OfProposal const& one : figures.proposals) pdf_proposal(pdf, one);
    return pdf.finish();
}

}  // namespace consultation
